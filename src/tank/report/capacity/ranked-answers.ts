import type { Capacity, CapacityOfStrategy, CapacityPoint, Comparison } from '../../results/index.js';
import { formatNumber } from '../numbers.js';

/** A strategy with its answer. */
export interface RankedAnswer extends CapacityOfStrategy {
  /** The point of the answer; absent where the SLO is met nowhere. */
  readonly answer: CapacityPoint | undefined;
  readonly isBaseline: boolean;
  /** How much more of what is varied than at the baseline, as a share; absent where one has no answer, or is the baseline. */
  readonly relative: number | undefined;
  /** Beside the baseline, at the answer of the baseline. */
  readonly comparison: Comparison | undefined;
}

/** The best first: the most load, or the least room; of equals the one that attains more there. */
export function rankedAnswers({
  strategies,
  scenario,
  varied,
  at_baseline: atBaseline,
}: Capacity): readonly RankedAnswer[] {
  const baseline = strategies.find(({ name }) => name === scenario.baseline)?.value ?? undefined;
  const sign = varied.sought === 'highest' ? -1 : 1;
  const ranked = strategies.map((strategy) => ({
    ...strategy,
    answer: strategy.points.find(({ value }) => value === strategy.value),
    isBaseline: strategy.name === scenario.baseline,
    relative:
      baseline === undefined || strategy.value === null || strategy.name === scenario.baseline
        ? undefined
        : strategy.value / baseline - 1,
    comparison: atBaseline?.comparisons.find((each) => each.strategy === strategy.name),
  }));
  const attained = ({ answer }: RankedAnswer) => answer?.slo_attainment.value ?? 0;
  const cost = ({ value }: RankedAnswer) => (value === null ? Infinity : sign * value);
  return ranked.sort((a, b) => (cost(a) === cost(b) ? attained(b) - attained(a) : cost(a) - cost(b)));
}

/** A value of what is varied. @example valueIn({ unit: '/s' }, 12.05) // 12.05/s */
export function valueIn({ unit }: Pick<Capacity['varied'], 'unit'>, value: number): string {
  return `${formatNumber(value)}${unit}`;
}

/** The answer of a strategy, as far as it is known. */
export function answerText({ varied }: Capacity, { value, outside }: CapacityOfStrategy): string {
  if (value === null) return 'none';
  if (outside === undefined) return valueIn(varied, value);
  return `${varied.sought === 'highest' ? '≥' : '≤'} ${valueIn(varied, value)}`;
}

/** `[low, high]`; an end outside of what was looked at is said so. */
export function intervalText({ varied }: Capacity, { value, ci95, outside }: CapacityOfStrategy): string {
  if (value === null || ci95 === undefined) return '–';
  const [low, high] = ci95;
  const beyond = outside === 'runs_too_short' ? value : varied.to;
  const ends = [
    low === null ? `< ${formatNumber(varied.from)}` : formatNumber(low),
    high === null ? `> ${formatNumber(beyond)}` : formatNumber(high),
  ];
  return `[${ends.join(', ')}]`;
}
