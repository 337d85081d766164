import { z } from 'zod';
import { choice, camelKeys, fraction } from '../../core/input/index.js';
import { checkedAgainst } from '../../core/options/index.js';
import {
  type AssignmentStrategyName,
  assignmentStrategies,
  assignmentStrategyNames,
  BALANCER_OPTIONS,
  type BalancerOptions,
  WHEN_FULL,
} from '../balancing/index.js';

const { loadWeight, overTargetFactor, whenFull } = BALANCER_OPTIONS;

const strategies = Object.entries(assignmentStrategies).map(([name, { summary }]) => `${name}: ${summary}`);

/** A balancer in front of the policy: its keys of a strategy. */
export const assignmentShape = {
  assign: choice(assignmentStrategyNames)
    .optional()
    .meta({ description: `agents are assigned to models first; ${strategies.join('; ')}; default: they are not` }),
  enable_load_balancing: z
    .boolean()
    .optional()
    .meta({ description: 'with assign: whether load is looked at; default true' }),
  load_weight: fraction()
    .optional()
    .meta({ description: `with assign: ${loadWeight.description}; default ${loadWeight.byDefault}` }),
  over_target_factor: fraction()
    .optional()
    .meta({ description: `with assign: ${overTargetFactor.description}; default ${overTargetFactor.byDefault}` }),
  when_full: choice(WHEN_FULL)
    .optional()
    .meta({ description: `with assign: ${whenFull.description}; default ${whenFull.byDefault}` }),
  assignment: choice(['soft', 'hard']).optional().meta({
    description:
      'with assign: soft, another model may serve where that of the agent cannot, or hard, none else may; default soft',
  }),
  reassign: choice(['on_failure', 'never']).optional().meta({
    description: 'with assign: agents of a model without an endpoint that is up get another one; default on_failure',
  }),
  adaptive_feedback: z.boolean().optional().meta({
    description: 'with assign: whether capability scores are adjusted by what was observed; default false',
  }),
};

/** Keys that mean nothing without `assign`. */
export const ASSIGNMENT_KEYS = Object.keys(assignmentShape).filter((key) => key !== 'assign');

type AssignmentForm = z.output<z.ZodObject<typeof assignmentShape>>;

/** The other keys of a strategy. */
export function withoutAssignment<Form extends object>(form: Form): Omit<Form, keyof AssignmentForm> {
  const others = Object.entries(form).filter(([key]) => !(key in assignmentShape));
  return Object.fromEntries(others) as Omit<Form, keyof AssignmentForm>;
}

/** A balancer in front of a policy. */
export interface AssignmentConfig {
  readonly strategy: AssignmentStrategyName;
  readonly options: BalancerOptions;
  /** Whether no other model may serve an agent's requests. */
  readonly isHard: boolean;
  /** Whether the agents of a model that fails get another one. */
  readonly reassigns: boolean;
  /** Whether capability scores are adjusted by what was observed. */
  readonly isAdaptive: boolean;
}

/** @returns undefined where agents are not assigned */
export function assignmentConfig(form: AssignmentForm): AssignmentConfig | undefined {
  const { enable_load_balancing, load_weight, over_target_factor, when_full } = form;
  if (form.assign === undefined) return undefined;
  return {
    strategy: form.assign,
    options: checkedAgainst(
      BALANCER_OPTIONS,
      camelKeys({ enable_load_balancing, load_weight, over_target_factor, when_full }),
      'assign',
    ),
    isHard: form.assignment === 'hard',
    reassigns: form.reassign !== 'never',
    isAdaptive: form.adaptive_feedback === true,
  };
}
