import { z } from 'zod';
import { camelKeys, nameText } from '../../core/input/index.js';
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
import { type RouterForm, routerOptions, routerSchema } from './router-schema.js';

export const policySchema = z.enum(policyNames as [PolicyName, ...PolicyName[]]);

/** A strategy written out; `name` and `policy` stand for each other where one is absent. */
export const strategySchema = z
  .strictObject({
    name: nameText('[a-z0-9_-]', 64, 'lower-case letters, digits, "_" and "-"')
      .optional()
      .meta({ description: 'name of the strategy in results; default: its policy' }),
    policy: policySchema.optional().meta({ description: 'how it chooses; default: the policy called name' }),
    affinity: z
      .boolean()
      .optional()
      .meta({ description: 'requests of a session stay where they are; default: on for affinity_based only' }),
    load_signal: z
      .enum(LOAD_SIGNALS)
      .optional()
      .meta({ description: 'own counts, reports, or reports corrected by own counts; default corrected' }),
    options: z
      .record(z.string(), z.unknown())
      .optional()
      .meta({ description: 'options of the policy; default: those of the policy' }),
    ...routerSchema.shape,
  })
  .meta({ anyOf: [{ required: ['name'] }, { required: ['policy'] }] });

/** A strategy: the name of a policy, or written out. */
export type StrategyForm = PolicyName | z.output<typeof strategySchema>;

/** @returns the name of a strategy, undefined where it has neither name nor policy */
export function strategyName(form: StrategyForm): string | undefined {
  return typeof form === 'string' ? form : (form.name ?? form.policy);
}

/** @returns the policy of a strategy, undefined where its name is not one */
export function strategyPolicy(form: StrategyForm): PolicyName | undefined {
  if (typeof form === 'string') return form;
  return form.policy ?? policyNames.find((policy) => policy === form.name);
}

/** What a router is made with. */
export interface StrategyConfig {
  readonly name: string;
  readonly policy: PolicyName;
  /** Options of the policy, as its schema in the registry gives them. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly layers: StrategyLayers;
  readonly router: RouterOptions;
  /** Undefined where health is not drawn from errors. */
  readonly healthMonitor: Given<HealthMonitorOptions> | undefined;
}

/**
 * A checked strategy as a router takes it.
 * @param common router keys that hold where the strategy has none of its own
 */
export function strategyConfig(form: z.output<typeof strategySchema>, common: RouterForm): StrategyConfig {
  const name = strategyName(form);
  const policy = strategyPolicy(form);
  if (name === undefined || policy === undefined) throw new Error('a checked strategy has a name and a policy');
  const { name: _name, policy: _policy, options, affinity, load_signal, ...own } = form;
  return {
    name,
    policy,
    options: policies[policy].options.parse(options ?? {}),
    layers: camelKeys({ affinity, load_signal }),
    router: routerOptions({ ...common, ...own }),
    healthMonitor: { ...common, ...own }.health_monitor,
  };
}
