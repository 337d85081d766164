import { z } from 'zod';
import { choice, camelKeys, nameText, text } from '../../core/input/index.js';
import {
  type Given,
  type HealthMonitorOptions,
  LOAD_SIGNALS,
  policies,
  type PolicyName,
  policyNames,
  type RouterOptions,
  type StrategyLayers,
} from '../index.js';
import { type AssignmentConfig, assignmentConfig, assignmentShape, withoutAssignment } from './assignment-schema.js';
import { type RouterForm, routerOptions, routerSchema } from './router-schema.js';

const MODULE_FORM =
  'the path of a module from the folder of this file, which begins with ./ or ../ and ends in .js, .mjs, .cjs, .ts, .mts or .cts';

/** The path of a policy's file: where it leaves the folder, that is read at its beginning. */
const moduleSchema = text('[^\\0\\\\]', 1000, MODULE_FORM).regex(
  /^(?:\.\/|(?:\.\.\/)+)(?:(?!\.\.?\/)[^/]+\/)*[^/]+\.[cm]?[jt]s$/,
  `expected ${MODULE_FORM}`,
);

export const policySchema = choice(policyNames);

/** A strategy written out; `name` and `policy` stand for each other where one is absent. */
export const strategySchema = z
  .strictObject({
    name: nameText('[a-z0-9_-]', 64, 'lower-case letters, digits, "_" and "-"')
      .optional()
      .meta({ description: 'name of the strategy in results; default: its policy' }),
    policy: policySchema.optional().meta({ description: 'its policy; default: the policy with that name' }),
    module: moduleSchema.optional().meta({
      description: 'instead of policy: the file of your own policy, such as ./mine.js (docs/policy.md)',
    }),
    affinity: z
      .boolean()
      .optional()
      .meta({ description: 'requests of a session keep their endpoint; default: on for affinity_based only' }),
    load_signal: choice(LOAD_SIGNALS)
      .optional()
      .meta({ description: 'own counts, reports, or reports corrected by own counts; default corrected' }),
    options: z
      .record(z.string(), z.unknown())
      .optional()
      .meta({ description: 'options of the policy; default: those of the policy' }),
    ...assignmentShape,
    ...routerSchema.shape,
  })
  .meta({ anyOf: [{ required: ['name'] }, { required: ['policy'] }] });

/** A strategy: the name of a policy, or written out. */
export type StrategyForm = PolicyName | z.output<typeof strategySchema>;

/** @returns the name of a strategy, undefined where it has neither name nor policy */
export function strategyName(form: StrategyForm): string | undefined {
  return typeof form === 'string' ? form : (form.name ?? form.policy);
}

/** @returns the policy of a strategy, undefined where its name is not one, and for one that has a module */
export function strategyPolicy(form: StrategyForm): PolicyName | undefined {
  if (typeof form === 'string') return form;
  if (form.module !== undefined) return undefined;
  return form.policy ?? policyNames.find((policy) => policy === form.name);
}

/** What a router is made with. */
export interface StrategyConfig {
  readonly name: string;
  /** Of the registry, or the path of a module as it is written. */
  readonly policy: PolicyName | { readonly module: string };
  /** Options of the policy, as its schema in the registry gives them; for a module as they are written. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly layers: StrategyLayers;
  readonly router: RouterOptions;
  /** Undefined where agents are not assigned. */
  readonly assignment: AssignmentConfig | undefined;
  /** Undefined where health is not drawn from errors. */
  readonly healthMonitor: Given<HealthMonitorOptions> | undefined;
}

/**
 * A checked strategy as a router takes it.
 * @param common router keys that hold where the strategy has none of its own
 */
export function strategyConfig(form: z.output<typeof strategySchema>, common: RouterForm): StrategyConfig {
  const name = strategyName(form);
  const { name: _name, policy: _policy, module, options = {}, affinity, load_signal, ...rest } = form;
  const own = withoutAssignment(rest);
  const policy = module === undefined ? strategyPolicy(form) : { module };
  if (name === undefined || policy === undefined) throw new Error('a checked strategy has a name and a policy');
  return {
    name,
    policy,
    options: typeof policy === 'string' ? policies[policy].options.parse(options) : options,
    layers: camelKeys({ affinity, load_signal }),
    assignment: assignmentConfig(form),
    router: routerOptions({ ...common, ...own }),
    healthMonitor: { ...common, ...own }.health_monitor,
  };
}
