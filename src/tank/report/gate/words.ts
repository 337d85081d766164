import { type GateCheck, type JudgedMeasure, type Outcome, regressions } from '../../verdicts/index.js';
import { formatInterval, formatNumber, formatRelative, formatShare } from '../numbers.js';
import type { ReportTable } from '../report-table.js';

/** The words for what the gate found: the same in every form of output. */

export const OUTCOMES: Readonly<Record<Outcome, string>> = {
  equal: 'equal',
  better: 'better',
  changed: 'changed, not shown worse',
  within_tolerance: 'worse within tolerance',
  worse: 'WORSE',
};

/** `from` and `to` with as many digits as tell them apart. */
function values({ from, to }: JudgedMeasure): readonly [from: string, to: string] {
  const [a, b] = [from, to].map((value) => (value === undefined ? '–' : formatNumber(value)));
  return a === b && from !== to ? [String(from), String(to)] : [a, b];
}

/** The change over the value of the baseline, with its own sign. */
function relative({ from, to }: JudgedMeasure): string {
  return from === undefined || to === undefined || from === 0 ? '–' : formatRelative((to - from) / Math.abs(from));
}

function toleranceText({ tolerance, limit }: JudgedMeasure): string {
  if ('amount' in tolerance) return formatNumber(tolerance.amount);
  const percent = `${formatNumber(100 * tolerance.share)} %`;
  return limit === undefined ? percent : `${percent} = ${formatNumber(limit)}`;
}

/** One line on a scenario: whether anything changed, and what. */
export function headline({ name, judged, numbers }: GateCheck): string {
  if (numbers.compared === 0) return `${name}: nothing to compare`;
  if (numbers.changed === 0) return `${name}: all ${formatNumber(numbers.compared)} numbers equal to the last digit`;
  const counts = (Object.keys(OUTCOMES) as Outcome[])
    .map((outcome) => [judged.filter((each) => each.outcome === outcome).length, OUTCOMES[outcome]] as const)
    .filter(([count]) => count > 0)
    .map(([count, words]) => `${count} ${words}`);
  const changed = `${formatNumber(numbers.changed)} of ${formatNumber(numbers.compared)} numbers changed`;
  return `${name}: ${changed}; of ${judged.length} judged: ${counts.join(', ')}`;
}

/** Changes in judged measures, as a table without rows where nothing did. */
export function changeTable({ judged }: Pick<GateCheck, 'judged'>): ReportTable {
  return {
    title: 'Changes in judged measures',
    head: ['strategy', 'measure', 'baseline', 'now', 'change', 'worse by', 'interval', 'tolerance', 'judgment'],
    rows: judged
      .filter(({ outcome }) => outcome !== 'equal')
      .map((each) => [
        each.strategy,
        each.measure,
        ...values(each),
        relative(each),
        each.worseBy === undefined ? '–' : formatNumber(each.worseBy),
        each.interval === undefined ? '–' : formatInterval([each.interval.low, each.interval.high]),
        toleranceText(each),
        OUTCOMES[each.outcome],
      ]),
  };
}

/** A regression in one line: what, from, to, how much worse, what was tolerated, and how sure that is. */
export function regressionText(name: string, judged: JudgedMeasure): string {
  const { strategy, measure, better, from, to, worseBy, interval } = judged;
  const what = `${name}: ${strategy} got worse in ${measure}`;
  if (worseBy === undefined) return `${what}: it no longer has a value; the baseline has ${values(judged)[0]}`;
  const direction = better === 'lower' ? 'lower is better' : 'higher is better';
  const share =
    from === 0 || from === undefined || to === undefined ? '' : ` (${formatShare(worseBy / Math.abs(from))})`;
  const sure =
    interval === undefined
      ? 'there is no interval, so the tolerance alone decides'
      : `by its interval at least ${formatNumber(interval.low)} worse, at most ${formatNumber(interval.high)}`;
  return (
    `${what}: from ${values(judged).join(' to ')} (${direction}), worse by ${formatNumber(worseBy)}${share}; ` +
    `tolerance ${toleranceText(judged)}; ${sure}`
  );
}

/** The last line: whether the gate is passed, and what to do where it is not. */
export function verdict(checks: readonly GateCheck[]): readonly string[] {
  const failed = checks.filter((check) => regressions(check).length > 0);
  const of = `${checks.length} ${checks.length === 1 ? 'check' : 'checks'}`;
  if (failed.length === 0) return [`passed: nothing in ${of} got worse by more than its tolerance`];
  return [`FAILED: ${failed.length} of ${of}`, ...failed.map(({ advice }) => advice)];
}
