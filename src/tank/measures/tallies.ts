import { COMPLETED, FAILED, OVERLOAD_FAILED, TIMED_OUT } from '../simulation/index.js';
import type { FinishedRun } from './finished-run.js';
import { NO_CLASS } from '../trace/index.js';
import type { MeasureSettings } from './settings.js';
import { isWithin } from './within.js';

/** What is added up over requests. "In the window" is of requests that arrived in it, unless it says completions. */
export const TALLIES = [
  // over the whole run
  'arrived',
  'completed',
  'overloadFailed',
  'timedOut',
  'failed',
  // in the window
  'arrivedInWindow',
  'servedInWindow',
  'withinSlo',
  'withDeadline',
  'withinDeadline',
  'cacheLookups',
  'cacheHits',
  'tokenCost',
  'score',
  // completions in the window, whenever their requests arrived
  'completions',
  'completionsWithinSlo',
] as const;

export type TallyName = (typeof TALLIES)[number];

type Scores = NonNullable<MeasureSettings['scores']>;

/** By group. */
export type Tallies = Readonly<Record<TallyName, Float64Array>>;

/**
 * Adds up the requests of a run by groups, in one pass.
 * @param groupOf by request
 */
export function tallyRequests(run: FinishedRun, groupOf: (request: number) => number, groupCount: number): Tallies {
  const tallies = Object.fromEntries(TALLIES.map((name) => [name, new Float64Array(groupCount)])) as Tallies;
  const { trace, outcomes, cacheHits, startMs, endMs, firstRequest, settings } = run;
  const { arrivalMs, deadlineMs, requestCount } = trace;
  const { status, responseMs } = outcomes;
  const { sloMs = -Infinity, scores } = settings;
  const hasPrices = settings.prices?.some((price) => price !== undefined) === true;
  const byStatus: Readonly<Record<number, Float64Array>> = {
    [COMPLETED]: tallies.completed,
    [OVERLOAD_FAILED]: tallies.overloadFailed,
    [TIMED_OUT]: tallies.timedOut,
    [FAILED]: tallies.failed,
  };
  for (let request = 0; request < requestCount; request++) {
    const group = groupOf(request);
    const isCompleted = status[request] === COMPLETED;
    const endedMs = arrivalMs[request] + responseMs[request];
    const isWithinSlo = isCompleted && isWithin(responseMs[request], sloMs, endedMs);
    tallies.arrived[group]++;
    byStatus[status[request]][group]++;
    if (isCompleted) {
      if (endedMs >= startMs && endedMs <= endMs) {
        tallies.completions[group]++;
        if (isWithinSlo) tallies.completionsWithinSlo[group]++;
      }
    }
    if (request < firstRequest) continue;
    tallies.arrivedInWindow[group]++;
    if (isWithinSlo) tallies.withinSlo[group]++;
    if (isCompleted) {
      tallies.servedInWindow[group]++;
      if (cacheHits !== undefined) {
        tallies.cacheLookups[group] += cacheHits.looked(request);
        tallies.cacheHits[group] += cacheHits.hit(request);
      }
      if (scores !== undefined) tallies.score[group] += scoreOf(run, request, scores);
      if (hasPrices) tallies.tokenCost[group] += costOf(run, request);
    }
    if (deadlineMs === undefined || deadlineMs[request] === Infinity) continue;
    tallies.withDeadline[group]++;
    if (isCompleted && isWithin(responseMs[request], deadlineMs[request], endedMs)) tallies.withinDeadline[group]++;
  }
  return tallies;
}

/** Tokens that a price is of. */
export const PRICED_TOKENS = 1_000_000;

/** What the model that completed a request is good for, for its agent. */
function scoreOf({ trace, outcomes, modelOf }: FinishedRun, request: number, scores: Scores): number {
  const kind = trace.requestClass?.index[request] ?? NO_CLASS;
  return kind === NO_CLASS ? 0 : scores[kind][modelOf[outcomes.endpoint[request]]];
}

/** What the tokens of a completed request cost; nothing where its model has no price. */
function costOf({ trace, outcomes, modelOf, settings }: FinishedRun, request: number): number {
  const price = settings.prices?.[modelOf[outcomes.endpoint[request]]];
  if (price === undefined) return 0;
  const prompt = request < trace.promptTokens.length ? trace.promptTokens[request] : 0;
  const output = request < trace.outputTokens.length ? trace.outputTokens[request] : 0;
  return (prompt * price.prompt + output * price.output) / PRICED_TOKENS;
}
