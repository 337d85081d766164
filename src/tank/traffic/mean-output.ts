import { mean } from 'simple-statistics';
import type { RandomStream } from '../../core/index.js';
import { meanRatePerS } from './arrivals/spec.js';
import { createDistribution, meanOf } from './distributions/spec.js';
import { meanLength } from './length-pairs.js';
import { OutputByPrompt } from './output-by-prompt.js';
import type { RequestClass } from './request-classes.js';
import type { SourceSpec, WorkloadSpec } from './workload-spec.js';

/**
 * The mean output of traffic that is not known before it arrives, which routers are told of every request where nothing
 * better is known: over the sources by their rates, and over classes by their weights.
 * @returns whole tokens, 0 where requests have no outputs
 */
export function meanOutputTokens({ sources, classes = [] }: WorkloadSpec, random: RandomStream): number {
  let tokens = 0;
  let weights = 0;
  for (const source of sources) {
    const kinds = kindsOf(source, classes);
    const ratePerS = meanRequestRatePerS(source) / kinds.reduce((sum, { weight }) => sum + weight, 0);
    for (const kind of kinds) {
      tokens += ratePerS * kind.weight * meanOutput(source, kind, random);
      weights += ratePerS * kind.weight;
    }
  }
  return Math.round(tokens / weights);
}

type Kind = Pick<RequestClass, 'weight' | 'promptTokens' | 'outputTokens'>;

/** The classes that requests of a source are of. */
export function kindsOf({ requestClass }: SourceSpec, classes: readonly RequestClass[]): readonly Kind[] {
  if (requestClass !== undefined) return [classes[requestClass]];
  return classes.length > 0 ? classes : [{ weight: 1 }];
}

const DAY_MS = 86_400_000; // of rates that change

/** Requests per second over a day. Users are taken to be served at once: how long they wait is not known. */
export function meanRequestRatePerS({ arrivals, sessions }: SourceSpec): number {
  if (arrivals.kind === 'users') return arrivals.count / Math.max(1, meanOf(arrivals.thinkTime) / 1000);
  return meanRatePerS(arrivals, DAY_MS) * (sessions === undefined ? 1 : Math.max(1, meanOf(sessions.turns)));
}

/** Prompts that answers by prompt are drawn for. */
const PILOT_PROMPTS = 1000;

function meanOutput(source: SourceSpec, kind: Kind, random: RandomStream): number {
  const own = kind.outputTokens ?? source.outputTokens;
  if (own !== undefined) return meanOf(own);
  if (source.lengths !== undefined) return meanLength(source.lengths.outputTokens);
  const prompts = kind.promptTokens ?? source.promptTokens;
  if (source.outputByPrompt === undefined || prompts === undefined) return 0;
  const [promptTokens, outputTokens] = [createDistribution(prompts), new OutputByPrompt(source.outputByPrompt)];
  return mean(Array.from({ length: PILOT_PROMPTS }, () => outputTokens.sample(promptTokens.sample(random), random)));
}
