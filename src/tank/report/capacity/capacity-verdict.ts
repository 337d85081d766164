import type { Capacity, Verdict } from '../../results/index.js';
import { formatDuration, formatShare, formatTwoDigits } from '../numbers.js';
import { namesInWords } from '../verdict.js';
import { answerText, intervalText, type RankedAnswer, rankedAnswers, valueIn } from './ranked-answers.js';

/** What a search shows, in a few sentences: who goes furthest, whether that is sure, and what is odd about the answers. */
export function capacityVerdict(capacity: Capacity): readonly string[] {
  const ranked = rankedAnswers(capacity);
  return [
    best(capacity, ranked),
    ...atBaseline(capacity, ranked),
    ...outside(capacity, ranked),
    ...odd(capacity, ranked),
  ];
}

/** @example '99 % within 3 s' */
export function sloText({ slo }: Capacity['scenario']): string {
  return `${formatShare(slo.attainment).replace('.0 %', ' %')} within ${formatDuration(slo.response_time_ms)}`;
}

function best(capacity: Capacity, ranked: readonly RankedAnswer[]): string {
  const { varied, scenario } = capacity;
  const [first] = ranked;
  const slo = `the SLO (${sloText(scenario)})`;
  if (first.value === null) {
    const range = `${valueIn(varied, varied.from)} to ${valueIn(varied, varied.to)}`;
    return `No strategy meets ${slo} at any ${varied.path} from ${range}.`;
  }
  const bests = ranked.filter(({ value }) => value === first.value);
  const names = namesInWords(bests.map(({ name }) => name));
  const verb = (one: string, many: string) => (bests.length === 1 ? one : many);
  const answer = told(capacity, first);
  const found =
    varied.sought === 'highest'
      ? `${names} ${verb('meets', 'meet')} ${slo} up to the highest ${varied.path}: ${answer}`
      : `${names} ${verb('meets', 'meet')} ${slo} with the least ${varied.path}: ${answer}`;
  const baseline = ranked.find(({ isBaseline }) => isBaseline);
  if (baseline === undefined || bests.includes(baseline)) return `${found}.`;
  if (baseline.value === null) return `${found}; ${baseline.name}, the baseline, meets it nowhere.`;
  const share = `${formatTwoDigits(100 * Math.abs(first.relative ?? 0))} % ${varied.sought === 'highest' ? 'above' : 'below'}`;
  return `${found}, ${share} ${baseline.name} (${told(capacity, baseline)}).`;
}

function told(capacity: Capacity, strategy: RankedAnswer): string {
  const interval = strategy.ci95 === undefined ? '' : ` ${intervalText(capacity, strategy)}`;
  return `${answerText(capacity, strategy)}${interval}`;
}

const AT_BASELINE: readonly (readonly [Verdict, (names: string) => string])[] = [
  ['better', (names) => `more requests of ${names} are shown to be good`],
  ['worse', (names) => `fewer of ${names}`],
  ['no_difference_shown', (names) => `no difference is shown for ${names}`],
];

/** Intervals of answers are each for itself: what is sure beside the baseline is asked on the same traffic. */
function atBaseline({ at_baseline: at, varied, scenario }: Capacity, ranked: readonly RankedAnswer[]): string[] {
  if (at === undefined) return [];
  const parts = AT_BASELINE.flatMap(([verdict, text]) => {
    const names = ranked.filter(({ comparison }) => comparison?.verdict === verdict).map(({ name }) => name);
    return names.length === 0 ? [] : [text(namesInWords(names))];
  });
  if (parts.length === 0) return [];
  return [
    `At ${valueIn(varied, at.value)}, the answer of ${scenario.baseline}, and on the same traffic: ${parts.join('; ')}.`,
  ];
}

function outside({ varied }: Capacity, ranked: readonly RankedAnswer[]): string[] {
  const at = (where: RankedAnswer['outside']) =>
    ranked.filter(({ outside: is }) => is === where).map(({ name }) => name);
  const [end, nowhere, short] = [at('met_at_the_end'), at('met_nowhere'), at('runs_too_short')];
  const last = valueIn(varied, varied.sought === 'highest' ? varied.to : varied.from);
  return [
    ...(end.length === 0 ? [] : [`${namesInWords(end)}: met even at ${last}, the end of the range; give a wider one.`]),
    ...(short.length === 0
      ? []
      : [
          `${namesInWords(short)}: met as far as any request arrives after the warm-up; give more requests, or a duration, to look further.`,
        ]),
    ...(nowhere.length === 0 || nowhere.length === ranked.length
      ? []
      : [
          `${namesInWords(nowhere)}: met nowhere from ${valueIn(varied, varied.from)} to ${valueIn(varied, varied.to)}.`,
        ]),
  ];
}

const MOST_NAMED = 4;

function odd({ varied }: Capacity, ranked: readonly RankedAnswer[]): string[] {
  const isSame = ranked.every(({ points }) => new Set(points.map((point) => point.slo_attainment.value)).size === 1);
  if (isSame) return [`All values have the same share of good requests: perhaps ${varied.path} has no effect here.`];
  const told = ranked.flatMap(({ name, missed_at: missed = [] }) =>
    missed.length === 0
      ? []
      : [
          `${name} (${missed
            .slice(0, MOST_NAMED)
            .map((value) => valueIn(varied, value))
            .join(', ')})`,
        ],
  );
  if (told.length === 0) return [];
  const easier = varied.sought === 'highest' ? 'less' : 'more';
  return [`Not monotone: the SLO is surely missed with ${easier} of it too by ${namesInWords(told)}.`];
}
