import { z } from 'zod';
import { DEFAULT_CAPACITY, TOP_LEVEL, UNLIMITED } from '../index.js';
import { AGENT_LIMIT, NAME_LENGTH, NEED_LIMIT, NUMBER_LIMIT } from './agent.js';
import { BALANCER_OPTIONS, WHEN_FULL } from './balancer-options.js';
import { MODEL_LIMIT } from './model-state.js';
import { assignmentStrategyNames } from './strategies/registry.js';

const name = (what: string) =>
  z
    .string(`expected ${what}`)
    .min(1, `expected ${what}`)
    .max(NAME_LENGTH, `expected at most ${NAME_LENGTH} characters`);

const from = (least: number, most: number) => {
  const expected = `expected a number from ${least} to ${most}`;
  return z.number(expected).min(least, expected).max(most, expected);
};

const above0 = () => {
  const expected = `expected a number above 0 and at most ${NUMBER_LIMIT}`;
  return z.number(expected).positive(expected).max(NUMBER_LIMIT, expected);
};

const whole = (least: number, most = UNLIMITED) => {
  const expected = `expected a whole number from ${least} to ${most}`;
  return z.number(expected).int(expected).min(least, expected).max(most, expected);
};

/** A list whose length is looked at before its elements are. */
function listOf<Element extends z.ZodType>(element: Element, what: string, most: number) {
  return z
    .array(z.unknown(), `expected a list of ${what}`)
    .max(most, `expected at most ${most} ${what}`)
    .pipe(z.array(element));
}

/** Numbers by name of a capability. zod leaves out `__proto__` without a word: it is refused before. */
function byCapability(value: z.ZodNumber, what: string) {
  return z
    .unknown()
    .superRefine((given, context) => {
      if (typeof given !== 'object' || given === null || !Object.hasOwn(given, '__proto__')) return;
      context.addIssue({
        code: 'custom',
        path: ['__proto__'],
        input: '__proto__',
        message: 'expected another name of a capability',
      });
    })
    .pipe(z.record(name('the name of a capability'), value, what));
}

function differentIds(elements: readonly { readonly id: string }[], context: z.RefinementCtx): void {
  const seen = new Set<string>();
  elements.forEach(({ id }, index) => {
    if (seen.has(id)) {
      context.addIssue({
        code: 'custom',
        path: [index, 'id'],
        input: id,
        message: 'expected an id that no other one has',
      });
    }
    seen.add(id);
  });
}

const agentSchema = z.strictObject(
  {
    id: name('the id of an agent').meta({ description: 'id of the agent' }),
    needs: byCapability(above0(), 'expected weights of capabilities, such as { "code": 3 }')
      .refine((needs) => Object.keys(needs).length <= NEED_LIMIT, `expected at most ${NEED_LIMIT} capabilities`)
      .default({})
      .meta({ description: 'how much each capability counts; default: nothing, every model scores 100' }),
    capabilities: listOf(name('the name of a capability'), 'capabilities', NEED_LIMIT)
      .default([])
      .meta({ description: 'capabilities that the model must have; default none' }),
    context_window: above0()
      .optional()
      .meta({ description: 'tokens of prompt and output together that the model must take; default: any model' }),
    demand_per_s: from(0, NUMBER_LIMIT)
      .optional()
      .meta({ description: 'requests that the agent sends per second; default: unknown' }),
  },
  'expected an agent, such as { "id": "coder", "needs": { "code": 3 } }',
);

const LEVELS_EXPECTED = 'expected levels of capabilities from 0 to 100, such as { "code": 90 }, or a list of names';

const modelSchema = z.strictObject(
  {
    id: name('the id of a model').meta({ description: 'id of the model' }),
    capabilities: z
      .union(
        [
          listOf(name('the name of a capability'), 'capabilities', NEED_LIMIT),
          byCapability(from(0, TOP_LEVEL), LEVELS_EXPECTED),
        ],
        LEVELS_EXPECTED,
      )
      .default([])
      .meta({ description: 'levels from 0 (not at all) to 100 by name, or names, which mean 100; default none' }),
    context_window: above0()
      .optional()
      .meta({ description: 'most tokens of prompt and output together; default: no limit' }),
    max_concurrent: whole(1)
      .default(DEFAULT_CAPACITY.maxConcurrent)
      .meta({ description: `requests that it works on at once; default ${DEFAULT_CAPACITY.maxConcurrent}` }),
    max_queue: whole(0)
      .default(DEFAULT_CAPACITY.maxQueue)
      .meta({ description: `requests that may wait there; default ${DEFAULT_CAPACITY.maxQueue}` }),
    target_utilization: from(0, 1)
      .refine((target) => target > 0, 'expected a number above 0 and at most 1')
      .default(DEFAULT_CAPACITY.targetUtilization)
      .meta({
        description: `utilization above which it is over target; default ${DEFAULT_CAPACITY.targetUtilization}`,
      }),
    active_requests: whole(0).default(0).meta({ description: 'requests in flight there now; default 0' }),
  },
  'expected a model, such as { "id": "large", "capabilities": { "code": 90 } }',
);

const { loadWeight, overTargetFactor, whenFull } = BALANCER_OPTIONS;

/** What `POST /api/v1/model-router/auto-assign-all` is asked. */
export const autoAssignRequest = z.strictObject(
  {
    agents: listOf(agentSchema, 'agents', AGENT_LIMIT)
      .superRefine(differentIds)
      .meta({ description: 'the agents that are assigned' }),
    models: listOf(modelSchema, 'models', MODEL_LIMIT)
      .refine((models) => models.length > 0, 'expected at least one model')
      .superRefine(differentIds)
      .meta({ description: 'the models that they are assigned to' }),
    strategy: z
      .enum(assignmentStrategyNames, `expected one of ${assignmentStrategyNames.join(', ')}`)
      .default('greedy')
      .meta({ description: 'default greedy' }),
    enable_load_balancing: z.boolean('expected true or false').default(true).meta({ description: 'default true' }),
    load_weight: from(0, 1).default(loadWeight.byDefault).meta({ description: loadWeight.description }),
    over_target_factor: from(0, 1)
      .default(overTargetFactor.byDefault)
      .meta({ description: overTargetFactor.description }),
    when_full: z
      .enum(WHEN_FULL, `expected one of ${WHEN_FULL.join(', ')}`)
      .default(whenFull.byDefault)
      .meta({ description: whenFull.description }),
  },
  'expected an object with agents and models',
);

/** What it answers. */
export const autoAssignResponse = z.strictObject({
  assignments: z.array(
    z.strictObject({
      agent_id: z.string(),
      model_id: z.string(),
      capability_score: z.number().meta({ description: '0 to 100, of needs and levels alone' }),
      adjusted_score: z.number().meta({ description: 'the same, adjusted by what was observed' }),
      utilization: z.number().meta({ description: 'of the model as this agent finds it' }),
      load_factor: z.number(),
      over_target_factor: z.number(),
      final_score: z.number().meta({ description: 'adjusted_score × load_factor × over_target_factor' }),
      fallback: z.boolean().meta({ description: 'whether the model is full, as every model is that fits' }),
    }),
  ),
  unassigned: z.array(
    z.strictObject({ agent_id: z.string(), reason: z.enum(['no_model_fits', 'full']), detail: z.string() }),
  ),
  models: z.array(
    z.strictObject({
      model_id: z.string(),
      agents: z.number().meta({ description: 'agents that are assigned to it' }),
      utilization: z.number().meta({ description: '(active_requests + agents) / max_concurrent' }),
      demand_per_s: z.number().meta({ description: 'requests per second of its agents, as far as they are known' }),
    }),
  ),
  total_score: z.number().meta({ description: 'sum of the final scores' }),
  strategy_used: z.enum(assignmentStrategyNames),
  load_balancing_enabled: z.boolean(),
  models_filtered: z.number().meta({ description: 'models that were left out because they were full' }),
  avg_utilization: z.number().meta({ description: 'mean utilization of the models with their agents' }),
});

export type AutoAssignRequest = z.output<typeof autoAssignRequest>;
export type AutoAssignResponse = z.output<typeof autoAssignResponse>;
