import { TOKEN_LIMIT } from '../../core/input/index.js';
import { meanOf } from './distributions/spec.js';
import { meanLength } from './length-pairs.js';
import { kindsOf, meanRequestRatePerS } from './mean-output.js';
import type { SourceSpec, WorkloadSpec } from './workload-spec.js';
import { expectedRequests } from './workload-spec.js';

/**
 * Different blocks that the prompts of a replication are expected to be cut into, roughly: what turns of a session and
 * prompts of one prefix have in common counts once. 0 where prompts are not cut. Answers by prompt are left out.
 */
export function expectedBlocks(workload: WorkloadSpec): number {
  const { sources, classes = [], blockTokens } = workload;
  if (blockTokens === undefined) return 0;
  const requests = expectedRequests(workload);
  const rates = sources.map(meanRequestRatePerS);
  const rate = rates.reduce((sum, each) => sum + each, 0);
  const tokens = sources.reduce((sum, source, k) => {
    const kinds = kindsOf(source, classes);
    const weights = kinds.reduce((all, { weight }) => all + weight, 0);
    const own = kinds.reduce((all, kind) => all + (kind.weight / weights) * newTokens(source, kind), 0);
    const share = rate > 0 && Number.isFinite(rate) ? rates[k] / rate : 1 / sources.length;
    return sum + requests * share * own + prefixTokens(source, requests * share);
  }, 0);
  return tokens / blockTokens;
}

/** Mean tokens of a prompt that no other has. */
function newTokens(source: SourceSpec, kind: Pick<SourceSpec, 'promptTokens' | 'outputTokens'>): number {
  const { promptTokens, outputTokens, lengths, prefixes, sessions } = source;
  const prompt = meanTokens(kind.promptTokens ?? promptTokens, lengths?.promptTokens);
  const first = Math.max(0, prompt - meanTokens(prefixes?.tokens));
  if (sessions?.newTokens === undefined) return first;
  const turns = Math.max(1, meanOf(sessions.turns));
  const later = meanTokens(sessions.newTokens) + meanTokens(kind.outputTokens ?? outputTokens, lengths?.outputTokens);
  return (first + (turns - 1) * Math.min(later, TOKEN_LIMIT / turns)) / turns;
}

/** Tokens of the prefixes in use: a request may bring a new one. */
function prefixTokens({ prefixes }: SourceSpec, requests: number): number {
  return prefixes === undefined ? 0 : Math.min(prefixes.count, requests) * meanTokens(prefixes.tokens);
}

function meanTokens(spec: Parameters<typeof meanOf>[0] | undefined, lengths?: Int32Array): number {
  if (spec === undefined) return lengths === undefined ? 0 : meanLength(lengths);
  return Math.min(TOKEN_LIMIT, meanOf(spec));
}
