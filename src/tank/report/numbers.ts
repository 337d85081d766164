import type { Unit } from '../measures/index.js';
import type { Measure } from '../results/index.js';

/** How numbers look in reports: the same everywhere, whatever the locale of the machine. */

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const significant = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 4 });
const MINUS = '\u2212';

/** Four significant digits, or all digits before the point. */
export function formatNumber(value: number): string {
  const text = Math.abs(value) >= 1000 ? whole.format(value) : significant.format(value);
  return text.replace('-', MINUS);
}

/** A count, with every digit. */
export function formatCount(value: number): string {
  return whole.format(value);
}

/** A measure in its unit: shares as percentages, scores to the tenth. */
export function formatValue(unit: Unit, measure: Measure): string {
  if (unit === 'score') return formatScoreMeasure(measure);
  return unit === 'share' ? formatShareMeasure(measure) : formatMeasure(measure);
}

/** A share as a percentage with one decimal. */
export function formatShare(value: number): string {
  return `${(100 * value).toFixed(1).replace('-', MINUS)} %`;
}

/** `+12.3 %` or `−4.5 %`. */
export function formatRelative(value: number): string {
  return value > 0 ? `+${formatShare(value)}` : formatShare(value);
}

/** Two significant digits, or all digits before the point: as much as a sentence needs. @example formatTwoDigits(3.251) // 3.3 */
export function formatTwoDigits(value: number): string {
  return Math.abs(value) >= 100 ? formatNumber(Math.round(value)) : formatNumber(Number(value.toPrecision(2)));
}

/** A share as a percentage for a sentence. @example formatPercent(0.0325) // 3.3 % */
export function formatPercent(value: number): string {
  return `${formatTwoDigits(100 * value)} %`;
}

/** `[low, high]`. */
export function formatInterval([low, high]: readonly [number, number], format = formatNumber): string {
  return `[${format(low)}, ${format(high)}]`;
}

/**
 * A value with its interval: `value ± half` with the longer half, to the digit that the interval leaves meaning, where both
 * are much alike; `value [low, high]` otherwise; a dash for none.
 */
export function formatMeasure(measure: Measure | undefined): string {
  return measure === undefined ? '–' : withInterval(measure, 1, formatNumber);
}

/** The same of a share, as a percentage. */
function formatShareMeasure(measure: Measure | undefined): string {
  return measure === undefined ? '–' : `${withInterval(measure, 100, (percent) => percent.toFixed(1))} %`;
}

/** A score to the tenth, with the longer half of its interval, rounded up: scores are given, and mean no more than that. */
function formatScoreMeasure({ value, ci95 }: Measure): string {
  if (ci95 === undefined) return formatScore(value);
  const half = Math.max(value - ci95[0], ci95[1] - value);
  return `${formatScore(value)} ± ${formatScore(Math.ceil(10 * half - ROUNDING) / 10)}`;
}

/** So little more than a tenth is rounding. */
const ROUNDING = 1e-9;

/** A score of 0 to 100. @example formatScore(89.3984) // 89.4 */
export function formatScore(value: number): string {
  return withDecimals(value, 1);
}

function withInterval({ value, ci95 }: Measure, scale: number, format: (x: number) => string): string {
  if (ci95 === undefined) return format(scale * value);
  const [low, high] = [scale * ci95[0], scale * ci95[1]];
  const halves = [scale * value - low, high - scale * value];
  const half = Math.max(...halves);
  if (half > MOST_UNEQUAL * Math.min(...halves)) {
    return `${format(scale * value)} ${formatInterval([low, high], format)}`;
  }
  return [scale * value, half].map((x) => withDecimals(x, decimalsOf(scale * value, half))).join(' ± ');
}

/** Longer over shorter half of an interval up to which the longer one stands for both. */
const MOST_UNEQUAL = 2.5;

/** As many as show two digits of the half-width; none where the value alone has four digits before the point. */
function decimalsOf(value: number, half: number): number {
  if (Math.abs(value) >= 1000 && half >= 1) return 0;
  return Math.min(Math.max(0, 1 - Math.floor(Math.log10(half))), MOST_DECIMALS);
}

const MOST_DECIMALS = 20;

/** By the number of decimals: to make a format takes a hundred times as long as to use it. */
const formats = new Map<number, Intl.NumberFormat>();

function withDecimals(value: number, decimals: number): string {
  let format = formats.get(decimals);
  if (format === undefined) {
    format = new Intl.NumberFormat('en-US', { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
    formats.set(decimals, format);
  }
  return format.format(value).replace('-', MINUS);
}

/** A duration in the unit that suits its size. */
export function formatDuration(ms: number): string {
  if (ms < 1000) return `${formatNumber(ms)} ms`;
  if (ms < 120_000) return `${formatNumber(ms / 1000)} s`;
  return ms < 7_200_000 ? `${formatNumber(ms / 60_000)} min` : `${formatNumber(ms / 3_600_000)} h`;
}
