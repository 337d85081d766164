import { z } from 'zod';
import { camelKeys, NUMBER_LIMIT, plainNumber, prose, wholeNumber } from '../../../core/input/index.js';
import { CLASS_LIMIT } from '../../trace/index.js';
import type { AgentSpec, RequestClass, SourceSpec } from '../../traffic/index.js';
import { classNameSchema, urgencyShape } from './classes-schema.js';
import { sourcePlan, sourceShape } from './source-schema.js';

/** Most agents of a workload. */
export const AGENT_LIMIT = 1000;

const { arrivals, users, prompt_tokens, output_tokens, output_by_prompt, sessions, prefixes } = sourceShape;
const { capabilities, region } = sourceShape;

export const agentCountSchema = wholeNumber(1, AGENT_LIMIT).default(1);

/** Agents of one kind, which differ in nothing but their id and what they happen to send. */
const agentSchema = z.strictObject({
  name: classNameSchema().meta({
    description: 'name of the agent, and of the class of its requests; several are name/0, name/1, …',
  }),
  count: agentCountSchema.meta({ description: 'number of such agents; default 1' }),
  needs: z
    .record(prose(100), plainNumber({ positive: true }), {
      error: 'expected weights, such as { code: 3, reasoning: 1 }',
    })
    .default({})
    .meta({
      description: 'how much each capability of a model counts for it; default: nothing, every model scores 100',
    }),
  context_window: wholeNumber(1, NUMBER_LIMIT)
    .optional()
    .meta({ description: 'tokens that its model must take, prompt and output together; default: any model' }),
  arrivals: arrivals.meta({ description: 'when requests of each such agent arrive' }),
  users: users.meta({ description: 'a closed loop instead of arrivals: users of each such agent' }),
  prompt_tokens,
  output_tokens,
  output_by_prompt,
  sessions,
  prefixes,
  capabilities: capabilities.meta({ description: 'capabilities that its model must have; default: none' }),
  region,
  ...urgencyShape,
});

type Agents = readonly z.output<typeof agentSchema>[];

export const agentsSchema = z
  .array(agentSchema, {
    error: 'expected a list of agents, such as [{ name: coder, needs: { code: 1 }, arrivals: … }]',
  })
  .min(1, 'expected at least one agent')
  .max(CLASS_LIMIT, `expected at most ${CLASS_LIMIT} kinds of agents`);

/** Each agent by itself, kind after kind. */
export function agentSpecs(agents: Agents): readonly AgentSpec[] {
  return agents.flatMap(({ name, count, needs, capabilities = [], context_window }, kind) =>
    Array.from({ length: count }, (_, i) => ({
      id: count === 1 ? name : `${name}/${i}`,
      kind,
      needs,
      capabilities,
      contextWindow: context_window,
    })),
  );
}

/** The requests of each agent, kind after kind. */
export function agentSources(agents: Agents): readonly SourceSpec[] {
  const kinds = agents.flatMap((agent, kind) => Array.from({ length: agent.count }, () => ({ agent, kind })));
  return kinds.map(({ agent, kind }, index) => {
    const { name: _n, count: _c, needs: _w, context_window: _t, priority: _p, deadline: _d, ...source } = agent;
    return { ...sourcePlan(source, [], undefined), requestClass: kind, agent: index };
  });
}

/** A class for each kind. */
export function agentClasses(agents: Agents): readonly RequestClass[] {
  return agents.map(({ name, priority, deadline }) => camelKeys({ name, weight: 1, priority, deadline_ms: deadline }));
}
