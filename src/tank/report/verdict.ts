import { directionOf, parseMeasurePath, type Unit } from '../measures/index.js';
import { type Comparison, leavesUnserved, type Measure, type Summary } from '../results/index.js';
import { REASONS } from './footnotes.js';
import { statisticTitle } from './measure-tables.js';
import {
  formatCount,
  formatInterval,
  formatNumber,
  formatPercent,
  formatScore,
  formatShare,
  formatTwoDigits,
} from './numbers.js';
import { type Ranked, rankedStrategies } from './ranking.js';

/**
 * The result in a sentence or two, first of the measure that the scenario compares first, then of the others: which strategy
 * is the best, by how much, how sure that is, and what would tell where it is not.
 */
export function verdict(summary: Summary): readonly string[] {
  const [first, ...others] = summary.scenario.compare;
  return [
    ...mainVerdict(summary, first),
    ...others.flatMap((measure) => otherVerdict(summary, measure)),
    ...(summary.precision === undefined ? [] : [precisionInWords(summary.precision)]),
  ];
}

function mainVerdict(summary: Summary, measure: string): string[] {
  const ranked = rankedStrategies(summary);
  const [best] = ranked;
  const what = measureInWords(measure);
  if (best.value === undefined) return [`No strategy has a ${what}: no request was completed in the window.`];
  if (ranked.length === 1)
    return [`${best.strategy.name}: ${what} is ${valueInWords(measure, best.value)}${unserved(best)}.`];
  const { selection, screening } = summary;
  if (selection?.measure === measure) return [selectedInWords(selection)];
  const found = screening?.find((each) => each.measure === measure);
  if (found === undefined) return [incomparable(ranked, measure)];
  const leader = ranked.find(({ strategy }) => strategy.name === found.survivors[0]) ?? best;
  const flattered = ranked.slice(0, ranked.indexOf(leader)).filter(({ unservedShare }) => unservedShare > 0);
  const sentences =
    found.survivors.length === 1
      ? [bestInWords(ranked, leader, measure)]
      : undecidedInWords(summary, ranked, leader, found);
  return [...sentences, ...flattered.map((each) => flatteredInWords(each, measure))];
}

/** One that is shown to be better than every other. */
function bestInWords(ranked: readonly Ranked[], leader: Ranked, measure: string): string {
  const { name } = leader.strategy;
  const what = `${name}${leader.isBaseline ? ', the baseline,' : ''} has the ${superlative(measure)} ${measureInWords(measure)}`;
  const value = leader.value === undefined ? '' : `: ${valueInWords(measure, leader.value)}`;
  if (!leader.isBaseline) return `${what}${value}${aside(leader.comparison)}${unserved(leader)}.`;
  const next = ranked.find((each) => each !== leader && each.comparison?.relative !== undefined);
  const distance =
    next === undefined ? '' : `; the next, ${next.strategy.name}, is ${distanceInWords(next.comparison)}`;
  return `${what}${value}${distance}${unserved(leader)}.`;
}

/** Several that may be the best. */
function undecidedInWords(summary: Summary, ranked: readonly Ranked[], leader: Ranked, screening: Screening): string[] {
  const { measure, replications_needed: needed } = screening;
  const { alike, open, reasons } = rivals(screening);
  const isAnyShown = ranked.some(
    ({ comparison }) => comparison?.verdict === 'better' || comparison?.verdict === 'worse',
  );
  if (open.length === ranked.length - 1 && !isAnyShown)
    return [nothingShown(ranked, leader, measure), whatWouldDecide(summary, needed)];
  const value = leader.value === undefined ? '' : `: ${valueInWords(measure, leader.value)}`;
  const found = `${leader.strategy.name}${alike} has the ${superlative(measure)} ${measureInWords(measure)}${value}${aside(leader.comparison)}${unserved(leader)}`;
  if (open.length === 0) return [`${found}.`, ...reasons];
  return [
    `${found}, but is not shown to be better than ${namesInWords(open)}.`,
    ...reasons,
    whatWouldDecide(summary, needed),
  ];
}

/** Those that may be the best beside the leader: equal to it, not to be judged beside it, or not shown to be worse. */
function rivals({ survivors, equal = [], not_judged: unjudged = [] }: Screening) {
  const told = new Set([...equal, ...unjudged.map(({ strategy }) => strategy)]);
  return {
    alike: equal.length === 0 ? '' : ` (and ${namesInWords(equal)}, equal in every replication)`,
    open: survivors.slice(1).filter((name) => !told.has(name)),
    reasons: [...new Set(unjudged.map(({ reason }) => reason))].map((reason) => {
      const names = unjudged.filter((each) => each.reason === reason).map(({ strategy }) => strategy);
      return `Nothing can be said of it beside ${namesInWords(names)}: ${REASONS[reason]}.`;
    }),
  };
}

type Screening = NonNullable<Summary['screening']>[number];

function nothingShown(ranked: readonly Ranked[], leader: Ranked, measure: string): string {
  const between = ranked.length === 2 ? 'the two strategies' : `any of the ${ranked.length} strategies`;
  const value = leader.value === undefined ? '' : valueInWords(measure, leader.value);
  return `No difference in ${measureInWords(measure)} is shown between ${between}: ${leader.strategy.name} has the ${superlative(measure)}, ${value}${aside(leader.comparison)}${unserved(leader)}.`;
}

function whatWouldDecide({ scenario: { replications } }: Summary, needed: number | undefined): string {
  return needed === undefined
    ? 'They are too much alike for any reasonable number of replications to decide.'
    : `About ${formatCount(needed)} replications instead of ${replications} would decide that, if the difference stays as measured.`;
}

/** Nothing can be said of any pair. */
function incomparable(ranked: readonly Ranked[], measure: string): string {
  const reasons = [...new Set(ranked.flatMap(({ comparison }) => comparison?.reason ?? []))];
  const why = reasons.map((reason) => REASONS[reason]).join('; ');
  const [best, next] = ranked;
  const value = best.value === undefined ? '' : `: ${valueInWords(measure, best.value)}`;
  const beside =
    next.value === undefined ? '' : `, then ${next.strategy.name} with ${valueInWords(measure, next.value)}`;
  const reason = why === '' ? 'No verdict.' : `No verdict: ${why}.`;
  return `${reason} As measured, ${best.strategy.name} has the ${superlative(measure)} ${measureInWords(measure)}${value}${unserved(best)}${beside}.`;
}

/** One that would lead, but for the requests that it leaves out. */
function flatteredInWords({ strategy, value, unservedShare }: Ranked, measure: string): string {
  const shown = value === undefined ? '' : ` (${valueInWords(measure, value)})`;
  return `${strategy.name} looks better${shown}, but ${formatPercent(unservedShare)} of its requests were not served.`;
}

/** What is said of a measure that is compared beside the first. */
function otherVerdict({ screening, selection, strategies }: Summary, measure: string): string[] {
  if (selection?.measure === measure) return [selectedInWords(selection)];
  const found = screening?.find((each) => each.measure === measure);
  if (found === undefined) return [];
  const [leader] = found.survivors;
  const { alike, open, reasons } = rivals(found);
  const rest = open.length === strategies.length - 1 ? 'any other' : namesInWords(open);
  const doubt = open.length === 0 ? '' : `, but is not shown to be better than ${rest}`;
  return [`${leader}${alike} has the ${superlative(measure)} ${measureInWords(measure)}${doubt}.`, ...reasons];
}

function selectedInWords(selection: NonNullable<Summary['selection']>): string {
  const { measure, best, survivors, indifference = NaN, level, replications } = selection;
  const what = `the ${superlative(measure)} ${measureInWords(measure)}`;
  const within = Number.isNaN(indifference) ? '' : `, or is within ${formatNumber(indifference)} of it`;
  return best === undefined
    ? `Which strategy has ${what} is not decided after ${replications} replications; it may be ${namesInWords(survivors, 'or')}.`
    : `${best} has ${what}${within}, with ${formatNumber(100 * level)} % certainty.`;
}

function precisionInWords(precision: NonNullable<Summary['precision']>): string {
  const { relative_half_width, replications, is_met, missed } = precision;
  const asked = `±${formatShare(relative_half_width)}`;
  const names = [...new Set(missed.map(({ strategy, measure }) => `${strategy} in ${measureInWords(measure)}`))];
  return is_met
    ? `Every estimate is as precise as ${asked} after ${replications} replications.`
    : `After ${replications} replications these are less precise than ${asked}: ${names.join('; ')}.`;
}

/** Beside the baseline, where that can be said. @example ", 14 % below round_robin [12, 16]" */
function aside(comparison: Comparison | undefined): string {
  if (comparison === undefined) return '';
  const isShown = comparison.verdict === 'better' || comparison.verdict === 'worse';
  return isShown ? `, ${distanceInWords(comparison)}` : '';
}

function distanceInWords(comparison: Comparison | undefined): string {
  if (comparison?.difference === undefined) return 'not to be compared';
  const { difference, relative, relative_ci95: ci95, baseline } = comparison;
  const side = difference < 0 ? 'below' : 'above';
  const sign = difference < 0 ? -1 : 1;
  if (relative === undefined) return `${formatNumber(sign * difference)} ${side} ${baseline}`;
  const ends = ci95?.map((end) => 100 * sign * end).sort((a, b) => a - b);
  const interval = ends === undefined ? '' : ` ${formatInterval([ends[0], ends[1]], formatTwoDigits)}`;
  return `${formatPercent(Math.abs(relative))} ${side} ${baseline}${interval}`;
}

/** Whether there was more to it, where enough was left unserved to matter. */
function unserved({ strategy, unservedShare }: Ranked): string {
  return leavesUnserved(strategy) ? `, but ${formatPercent(unservedShare)} of its requests were not served` : '';
}

function superlative(measure: string): string {
  const [most, least] =
    parseMeasurePath(measure)?.measure.kind === 'count' ? ['most', 'fewest'] : ['highest', 'lowest'];
  return directionOf(measure) === 'higher' ? most : least;
}

/** @example valueInWords('response_time_ms.p99', measure) // 2,477 ms */
export function valueInWords(path: string, value: number | Measure): string {
  const unit = parseMeasurePath(path)?.measure.unit ?? 'ratio';
  if (typeof value === 'number') return `${formatCount(value)} in all`;
  if (unit === 'score') return formatScore(value.value);
  return unit === 'share' ? formatPercent(value.value) : `${formatNumber(value.value)}${SUFFIX[unit] ?? ''}`;
}

/** @example measureInWords('response_time_ms.p99') // P99 of response time */
export function measureInWords(path: string): string {
  const found = parseMeasurePath(path);
  if (found === undefined) return path;
  const { measure, statistic, part } = found;
  return [
    ...(statistic === undefined ? [] : [statistic === 'mean' ? 'mean' : `${statisticTitle(statistic)} of`]),
    measure.label,
    ...(part === undefined ? [] : [`of ${part.kind} ${part.name}`]),
  ].join(' ');
}

const SUFFIX: Partial<Record<Unit, string>> = { ms: ' ms', '1/s': ' /s' };

/** Names that are written out; of more there is the number. */
const MOST_NAMED = 4;

export function namesInWords(names: readonly string[], last = 'and'): string {
  const shown =
    names.length > MOST_NAMED ? [...names.slice(0, MOST_NAMED - 1), `${names.length - MOST_NAMED + 1} others`] : names;
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} ${last} ${shown[shown.length - 1]}`;
}
