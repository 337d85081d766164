import type { Measure } from '../../../src/index.js';
import type { Measured } from './claim.js';

/** A measure of a summary with the ends of its interval. */
export function measuredOf(measure: Measure | undefined): Measured {
  if (measure === undefined) throw new Error('a measure is missing that every run has');
  const [low, high] = measure.ci95 ?? [measure.value, measure.value];
  return { value: measure.value, low, high };
}

/** @example shown({ value: 190.7, low: 188.9, high: 192.5 }, 1, 'ms') // '190.7 ms [188.9, 192.5]' */
export function shown({ value, low, high }: Measured, digits: number, unit: string): string {
  const text = `${value.toFixed(digits)}${unit === '' ? '' : ` ${unit}`}`;
  return low === high ? text : `${text} [${low.toFixed(digits)}, ${high.toFixed(digits)}]`;
}

/** @example percent({ value: 0.714, low: 0.71, high: 0.72 }) // '71.4 % [71.0, 72.0]' */
export function percent({ value, low, high }: Measured, digits = 1): string {
  return shown({ value: 100 * value, low: 100 * low, high: 100 * high }, digits, '%');
}

/** A change with its sign. @example change({ value: -0.4, low: -0.42, high: -0.38 }) // '−40.0 % [−42.0, −38.0]' */
export function change({ value, low, high }: Measured): string {
  const text = `${signed(value)} %`;
  return low === high ? text : `${text} [${signed(low)}, ${signed(high)}]`;
}

function signed(share: number): string {
  const rounded = (100 * share).toFixed(1);
  const number = Number(rounded);
  return number === 0 ? '0.0' : number < 0 ? `−${rounded.slice(1)}` : `+${rounded}`;
}

/** The change from one value to another by the ends of both intervals: no narrower than it is. */
export function changeBetween(before: Measured, after: Measured): Measured {
  return {
    value: after.value / before.value - 1,
    low: after.low / before.high - 1,
    high: after.high / before.low - 1,
  };
}

/** A value without an interval. */
export function exactly(value: number): Measured {
  return { value, low: value, high: value };
}
