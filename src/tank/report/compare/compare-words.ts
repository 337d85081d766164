import { parseMeasurePath } from '../../measures/index.js';
import type { ComparedSide, DifferenceReason, RunComparison, RunDifference } from '../../results/index.js';
import { REASONS } from '../footnotes.js';
import {
  formatCount,
  formatDuration,
  formatInterval,
  formatNumber,
  formatRelative,
  formatTwoDigits,
} from '../numbers.js';
import { measureInWords, namesInWords, valueInWords } from '../verdict.js';

/** The words for two runs: the same in every form of output. */

/** Why nothing can be said of a strategy in two runs, and what to do. */
export const DIFFERENCE_REASONS: Readonly<Record<DifferenceReason, string>> = {
  ...REASONS,
  completions_differ:
    'the run that looks better leaves more requests unserved, which its times exclude: compare completed_share or goodput',
  no_spread: 'the differences, or the values of one of the runs, do not vary, so they cannot be judged',
  defined_differently: 'the runs have different SLOs or client timeouts, which define it',
  no_replications: 'without replications.json it is not known how much a count varies',
};

/** The result in a sentence or two for each measure: what is better now, what is worse, what is not shown. */
export function compareVerdict({ numbers, comparisons }: RunComparison): readonly string[] {
  if (numbers.changed === 0 && comparisons.every(({ is_equal }) => is_equal === true))
    return [
      `Nothing changed: all ${formatCount(numbers.compared)} numbers of the strategies are equal to the last digit.`,
    ];
  const measures = measuresIn({ comparisons });
  const of = (measure: string) => comparisons.filter((each) => each.measure === measure);
  const equal = measures.filter((measure) => of(measure).every(({ is_equal }) => is_equal === true));
  const all = of(measures[0]).length === 1 ? of(measures[0])[0].strategy : 'Every strategy';
  return [
    ...measures
      .filter((measure) => !equal.includes(measure))
      .flatMap((measure) => [
        ...largestFirst(of(measure)).flatMap((verdict) => shownInWords(verdict, measure, of(measure))),
        ...restInWords(measure, of(measure)),
      ]),
    ...(equal.length === 0
      ? []
      : [`${all} is equal in ${namesInWords(equal.map(measureInWords))}, to the last digit.`]),
  ];
}

/** In the order in which they are compared. */
export function measuresIn({ comparisons }: Pick<RunComparison, 'comparisons'>): readonly string[] {
  return [...new Set(comparisons.map(({ measure }) => measure))];
}

/** What is better and what is worse, in the order of the largest change of each. */
function largestFirst(rows: readonly RunDifference[]): readonly ('better' | 'worse')[] {
  const largest = (verdict: string) => Math.max(0, ...rows.filter((each) => each.verdict === verdict).map(sizeOf));
  return largest('worse') > largest('better') ? ['worse', 'better'] : ['better', 'worse'];
}

function sizeOf({ relative = Infinity }: RunDifference): number {
  return Math.abs(relative);
}

/** Differences that are written out; of more there is the number. */
const MOST_WRITTEN = 3;

function shownInWords(verdict: 'better' | 'worse', measure: string, rows: readonly RunDifference[]): readonly string[] {
  const found = rows
    .filter((each) => each.verdict === verdict)
    .sort((a, b) => (sizeOf(a) < sizeOf(b) ? 1 : sizeOf(a) > sizeOf(b) ? -1 : 0)); // Infinity less itself is no number
  if (found.length === 0) return [];
  const what = measureInWords(measure);
  const [first] = found;
  if (found.length === 1) return [`${first.strategy} has a ${verdict} ${what} now: ${changeInWords(first)}.`];
  const written = found.length > MOST_WRITTEN + 1 ? found.slice(0, MOST_WRITTEN) : found;
  const more = found.length > written.length ? `; and ${found.length - written.length} others` : '';
  const each = written.map((row) => `${row.strategy}, ${changeInWords(row)}`).join('; ');
  return [`${found.length} strategies have a ${verdict} ${what} now: ${each}${more}.`];
}

/** @example changeInWords(row) // 2,826 ms before, 1,330 ms after, −53 % [−54, −51] */
function changeInWords({ measure, before, after, relative, relative_ci95: ci95 }: RunDifference): string {
  const values = [before, after].map((each) =>
    each === undefined ? '–' : valueInWords(measure, { value: each.value }),
  );
  const share =
    relative === undefined
      ? ''
      : `, ${relative > 0 ? '+' : ''}${formatTwoDigits(100 * relative)} %${ci95 === undefined ? '' : ` ${formatInterval([100 * ci95[0], 100 * ci95[1]], formatTwoDigits)}`}`;
  return `${values[0]} before, ${values[1]} after${share}`;
}

/** What is equal, not shown, or cannot be said. */
function restInWords(measure: string, rows: readonly RunDifference[]): readonly string[] {
  const what = measureInWords(measure);
  const equal = namesOf(rows, (each) => each.is_equal === true);
  const open = namesOf(rows, (each) => each.verdict === 'no_difference_shown' && each.is_equal !== true);
  const invalid = rows.filter(({ verdict }) => verdict === 'invalid');
  const reasons = [...new Set(invalid.map(({ reason }) => reason))];
  const isAll = (names: readonly string[]) => names.length > 1 && names.length === rows.length;
  return [
    ...(open.length === 0
      ? []
      : [
          `No difference in ${what} is shown for ${isAll(open) ? `any of the ${open.length} strategies` : namesInWords(open)}.`,
        ]),
    ...(equal.length === 0
      ? []
      : [`${namesInWords(equal)} ${equal.length === 1 ? 'is' : 'are'} equal in ${what}, to the last digit.`]),
    ...reasons.map((reason) => {
      const names = namesOf(invalid, (each) => each.reason === reason);
      return `Nothing can be said of ${isAll(names) ? 'any strategy' : namesInWords(names)} in ${what}: ${reason === undefined ? 'no reason' : DIFFERENCE_REASONS[reason]}.`;
    }),
  ];
}

function namesOf(rows: readonly RunDifference[], isOne: (row: RunDifference) => boolean): readonly string[] {
  return rows.filter(isOne).map(({ strategy }) => strategy);
}

/** What was compared, and how, a line each, with what it is about. */
export function compareContext(comparison: RunComparison): readonly (readonly [about: string, text: string])[] {
  const { before, after, scenario_changes: changes, more_scenario_changes: more } = comparison;
  return [
    ['before', sideInWords(before)],
    ['after', sideInWords(after)],
    ['traffic', trafficInWords(comparison)],
    ['scenario', changesInWords(changes, more)],
    ['numbers', numbersInWords(comparison)],
    ...[['only before', comparison.only_before] as const, ['only after', comparison.only_after] as const].flatMap(
      ([about, { strategies, measures }]) => [
        ...(strategies.length === 0 ? [] : [[about, `strategies ${namesInWords(strategies)}`] as const]),
        ...(measures.length === 0 ? [] : [[about, `measures ${namesInWords(measures)}`] as const]),
      ],
    ),
    ...comparison.notes.map((note) => ['note', note] as const),
  ];
}

function numbersInWords({ numbers: { compared, changed } }: RunComparison): string {
  if (changed === 0) return `all ${formatCount(compared)} of the common strategies are equal to the last digit`;
  return `${formatCount(changed)} of ${formatCount(compared)} of the common strategies changed`;
}

function trafficInWords({ unpaired_reason: reason, comparisons }: RunComparison): string {
  if (reason !== undefined) return `not in pairs, but as independent runs: ${reason}`;
  if (comparisons.some(({ method }) => method === 'paired')) return 'the same, so replications are compared in pairs';
  return 'the same, but there are no pairs of replications to compare';
}

function sideInWords({
  path,
  kind,
  scenario,
  seed,
  replications,
  warm_up_ms,
  version,
  node_major,
}: ComparedSide): string {
  const node = node_major === undefined ? '' : ` on Node ${node_major}`;
  return [
    `${path}: ${kind === 'baseline' ? 'baseline of ' : ''}${scenario}`,
    `${replications} replication${replications === 1 ? '' : 's'}`,
    `seed ${seed}`,
    `warm-up ${formatDuration(warm_up_ms)}`,
    `wavetank ${version}${node}`,
  ].join(', ');
}

function changesInWords(changes: RunComparison['scenario_changes'], more = 0): string {
  if (changes === undefined) return 'what differs is not known: one of the scenarios is missing, or was changed since';
  if (changes.length === 0) return 'the same';
  const told = changes
    .slice(0, MOST_CHANGES)
    .map((each) => `${each.path} ${each.before ?? '–'} → ${each.after ?? '–'}`);
  const left = more + changes.length - told.length;
  return `${told.join('; ')}${left === 0 ? '' : `; and ${left} more`}`;
}

/** Keys of the scenarios that a text names. */
const MOST_CHANGES = 8;

/** How verdicts come about, below every form. */
export function compareFootnotes({ comparisons, level }: RunComparison): readonly string[] {
  const reasons = [...new Set(comparisons.flatMap(({ reason }) => reason ?? []))];
  const count = comparisons.filter(({ p_value }) => p_value !== undefined).length;
  return [
    `Differences are after less before. Intervals: ${formatNumber(100 * level)} %, each for itself; verdicts: Holm-corrected at ${formatNumber(100 - 100 * level)} % over ${count === 1 ? 'one comparison' : `all ${count} comparisons`}.`,
    ...reasons.map((reason) => `No verdict, ${reason.replaceAll('_', ' ')}: ${DIFFERENCE_REASONS[reason]}.`),
    ...(comparisons.some(({ measure }) => parseMeasurePath(measure)?.measure.kind === 'count')
      ? ['Counts are means of a replication.']
      : []),
  ];
}

/** `+12.3 % [10, 15]`. */
export function relativeText({ relative, relative_ci95: ci95 }: RunDifference): string {
  if (relative === undefined) return '–';
  const interval =
    ci95 === undefined
      ? ''
      : ` ${formatInterval([100 * ci95[0], 100 * ci95[1]], (x) => formatNumber(Number(x.toFixed(1))))}`;
  return `${formatRelative(relative)}${interval}`;
}
