import { z } from 'zod';
import { camelKeys, duration, TOKEN_LIMIT, wholeNumber } from '../../../core/input/index.js';
import { REQUEST_LIMIT } from '../../trace/index.js';
import type { ListedWorkload, RecordedWorkload, SyntheticWorkload } from '../../plan/index.js';
import type { LengthPairs } from '../../traffic/index.js';
import { agentClasses, agentSpecs, agentsSchema, agentSources } from './agents-schema.js';
import { classesSchema } from './classes-schema.js';
import { listedRequests, listSchema } from './list-schema.js';
import { outputEstimateSchema } from './output-schema.js';
import { sourcePlan, sourceSchema, sourceShape } from './source-schema.js';
import { recordedWorkload, traceSchema } from './trace-schema.js';

/** Most sources of a workload. */
const SOURCE_LIMIT = 100;

/** Made traffic or a recorded trace: which keys stand together is checked apart, so that each mistake is told by name. */
export const workloadSchema = z
  .strictObject({
    ...sourceShape,
    sources: z
      .array(sourceSchema, { error: 'expected a list of sources, such as [{ class: chat, arrivals: … }]' })
      .min(1, 'expected at least one source')
      .max(SOURCE_LIMIT, `expected at most ${SOURCE_LIMIT} sources`)
      .optional()
      .meta({ description: 'several streams of requests at once, each with its own arrivals and lengths' }),
    agents: agentsSchema.optional().meta({
      description: 'who sends the requests, instead of sources and classes: each agent can be assigned to a model',
    }),
    classes: classesSchema().optional().meta({ description: 'classes of requests; default: none' }),
    requests: wholeNumber(1, REQUEST_LIMIT)
      .optional()
      .meta({ description: 'number of requests of one replication; or give duration' }),
    duration: duration({ positive: true })
      .optional()
      .meta({ description: 'time in which requests arrive, such as 10m; or give requests' }),
    block_tokens: wholeNumber(1, TOKEN_LIMIT).optional().meta({
      description: 'tokens of a block, for caches of blocks; default: prompts are not cut into blocks',
    }),
    output_estimate: outputEstimateSchema()
      .optional()
      .meta({ description: 'what routers know about the length of answers; default: the mean' }),
    list: listSchema.optional().meta({ description: 'requests written out, instead of all other keys' }),
    trace: traceSchema.optional().meta({ description: 'a recorded trace, instead of all other keys' }),
  })
  .meta({
    oneOf: [
      ...['arrivals', 'users', 'sources', 'agents'].flatMap((key) => [
        { required: [key, 'requests'] },
        { required: [key, 'duration'] },
      ]),
      { required: ['list'] },
      { required: ['trace'] },
    ],
  });

/**
 * The workload as the experiment runs it.
 * @param absolute makes an absolute path of one in the scenario
 * @param lengths by source: what its file of lengths has, undefined where it has none
 */
export function workloadPlan(
  workload: z.output<typeof workloadSchema>,
  absolute: (path: string) => string,
  lengths: readonly (LengthPairs | undefined)[],
): SyntheticWorkload | ListedWorkload | RecordedWorkload {
  const { sources, agents, classes, requests, duration, block_tokens, output_estimate, list, trace, ...source } =
    workload;
  if (list !== undefined) return { kind: 'listed', requests: listedRequests(list) };
  if (trace !== undefined) return recordedWorkload(trace, absolute);
  if (agents !== undefined) {
    return {
      kind: 'synthetic',
      sources: agentSources(agents),
      agents: agentSpecs(agents),
      classes: agentClasses(agents),
      ...camelKeys({ block_tokens, output_estimate }),
      requests,
      durationMs: duration,
    };
  }
  const names = (classes ?? []).map(({ name }) => name);
  return {
    kind: 'synthetic',
    sources: (sources ?? [source]).map((one, k) => sourcePlan(one, names, lengths[k])),
    ...camelKeys({ classes, block_tokens, output_estimate }),
    requests,
    durationMs: duration,
  };
}
