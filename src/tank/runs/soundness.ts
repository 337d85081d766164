import { type JobResult, ratioIn } from '../measures/index.js';
import type { MeasuredStrategy } from '../estimates/index.js';
import { leavesUnserved, type StrategySummary, unservedShare } from '../results/index.js';
import { isResampled, type Plan, infiniteThirdMoment } from '../plan/index.js';
import {
  ADVISED_REPLICATIONS,
  LEAST_EFFECTIVE_OF_MEAN,
  MINIMUM_BOOTSTRAP_VALUES,
  type Tail,
  WIDE_SHARE,
} from '../statistics/index.js';
import { requestCountOf } from '../verdicts/index.js';

/** Runs that broke a law of queueing: their numbers are not to be trusted. */
export function brokenLaws(plan: Plan, results: readonly (readonly JobResult[])[]): string[] {
  return results.flat().flatMap((result) =>
    result.brokenLaws.map((law) => {
      const run = `${plan.strategies[result.strategy].name}, replication ${result.replication}`;
      return `bug in the simulator, please report it: ${run}: ${law}`;
    }),
  );
}

/**
 * What a reader must know before trusting the numbers.
 * @param results of one strategy: the traffic of all
 */
export function soundness(
  plan: Plan,
  strategies: readonly StrategySummary[],
  measured: readonly MeasuredStrategy[],
  results: readonly JobResult[],
): string[] {
  const warnings: string[] = [];
  const replications = results.length;
  const empty = results.filter((result) => ratioIn(result, 'completed_share')[1] === 0).length;
  if (empty > 0) {
    const what = plan.warmUpMs > 0 ? `no request after the warm-up of ${plan.warmUpMs} ms` : 'no request';
    const advice = plan.warmUpMs > 0 ? 'shorten warm_up, or run longer' : 'give a longer duration or a higher rate';
    warnings.push(`${empty} of ${replications} replications had ${what}: ${advice}`);
  }
  warnings.push(...strategies.flatMap(({ name }, s) => unsteadyWarning(name, measured[s].unsteady)));
  warnings.push(...strategies.flatMap(({ name }, s) => guessedMean(name, measured[s])));
  warnings.push(...wideLaws(strategies, measured));
  const tail = infiniteThirdMoment(plan, requestCountOf(results));
  if (tail !== undefined) warnings.push(tailWarning(tail.shape, results[0].serviceTail));
  const advised = isResampled(plan) ? MINIMUM_BOOTSTRAP_VALUES : ADVISED_REPLICATIONS;
  if ((plan.workload.kind === 'synthetic' || isResampled(plan)) && replications < advised) {
    const few = `${replications} replication${replications === 1 ? '' : 's'}`;
    warnings.push(`${few}: intervals and verdicts need at least ${advised}`);
  }
  warnings.push(...unservedWarning(strategies));
  return warnings;
}

/** Strategies that left more unserved than could be passed over. */
function unservedWarning(strategies: readonly StrategySummary[]): string[] {
  const found = strategies
    .filter(leavesUnserved)
    .sort((a, b) => unservedShare(b) - unservedShare(a))
    .map((strategy) => `${strategy.name} ${Number((100 * unservedShare(strategy)).toPrecision(2))} %`);
  if (found.length === 0) return [];
  const names =
    found.length > MOST_NAMED ? [...found.slice(0, MOST_NAMED), `${found.length - MOST_NAMED} more`] : found;
  return [`latencies exclude unserved requests: ${names.join(', ')}`];
}

/** Times that are of no steady state. */
function unsteadyWarning(name: string, unsteady: MeasuredStrategy['unsteady']): string[] {
  if (unsteady === undefined) return [];
  const what =
    unsteady === 'queue_grows'
      ? 'its queues grow to the end of the runs, so its times depend on the length of the runs'
      : 'its warm-up is longer than the runs, so its times only describe the start';
  const advice = unsteady === 'queue_grows' ? 'lower the rate, or enlarge the fleet' : 'run longer';
  return [`${name}: ${what}; they have no interval and no verdict: ${advice}`];
}

/** The mean of times of which a few bursts make most of the variance. */
function guessedMean(name: string, measured: MeasuredStrategy): string[] {
  const found = measured.estimates.get('response_time_ms.mean');
  if (found?.effective === undefined || found.effective === 0 || typeof found.interval === 'string') return [];
  if (found.effective >= LEAST_EFFECTIVE_OF_MEAN) return [];
  const bursts = found.effective < 1.5 ? 'about one burst' : `about ${found.effective.toFixed(0)} bursts`;
  return [
    `${name}: its mean response time rests on ${bursts}, and the upper end of its interval is a guess: run longer, or look at P90`,
  ];
}

/** Strategies that a warning names; of more it has the number. */
const MOST_NAMED = 3;

/** Means of times of which few requests make much of the variance. */
function wideLaws(strategies: readonly StrategySummary[], measured: readonly MeasuredStrategy[]): string[] {
  const wide = strategies.flatMap(({ name }, s) => {
    const found = measured[s].estimates.get('response_time_ms.mean');
    if (found?.largestShare === undefined || typeof found.interval === 'string') return [];
    return found.largestShare > WIDE_SHARE ? [{ name, percent: Math.round(100 * found.largestShare) }] : [];
  });
  if (wide.length === 0) return [];
  const shares = wide.map(({ percent }) => percent);
  const [least, most] = [Math.min(...shares), Math.max(...shares)];
  const names =
    wide.length > MOST_NAMED
      ? `${wide.length} of ${strategies.length} strategies`
      : wide.map(({ name }) => name).join(', ');
  return [
    `${names}: the slowest 1 % of the requests make ${least === most ? least : `${least} to ${most}`} % of the variance of response times, ` +
      'so intervals of means and of their differences contain the true value slightly too seldom: compare P90 too',
  ];
}

function tailWarning(shape: number, found: Tail | undefined): string {
  const hill =
    found && `; Hill's estimate of the shape is ${found.index.toPrecision(3)} ± ${found.standardError.toPrecision(2)}`;
  return (
    `service times have a power tail of shape ${shape} that reaches beyond what these runs show${hill ?? ''}: ` +
    'their third moment, and so the variance of waiting, is practically infinite, and intervals of mean times cover too ' +
    'seldom: compare quantiles, or lower max'
  );
}
