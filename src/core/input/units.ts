import ms, { type StringValue } from 'ms';

/** Units that a duration may carry. */
export const DURATION_UNITS = ['ms', 's', 'm', 'h', 'd'] as const;
/** Units that a rate may be given per. */
export const RATE_UNITS = ['ms', 's', 'm', 'h', 'd'] as const;

/** Upper limit of every number in a form. */
export const NUMBER_LIMIT = 1e12;

const NUMBER = String.raw`\d{1,15}(?:\.\d{1,15})?|\.\d{1,15}`;
/** A non-negative number and a unit: `45ms`, `0.05 ms`, `5m`. */
export const DURATION_PATTERN = new RegExp(`^(?:${NUMBER}) ?(?:${DURATION_UNITS.join('|')})$`);
/** A non-negative number per unit of time: `120/s`, `3.5 / m`. */
export const RATE_PATTERN = new RegExp(`^(${NUMBER}) ?/ ?(${RATE_UNITS.join('|')})$`);

/** @returns milliseconds, or undefined when `text` is not a duration with a unit */
export function parseDuration(text: string): number | undefined {
  return DURATION_PATTERN.test(text) ? ms(text as StringValue) : undefined;
}

/** @returns a rate per second, or undefined when `text` is not a rate with a unit */
export function parseRate(text: string): number | undefined {
  const match = RATE_PATTERN.exec(text);
  return match === null ? undefined : Number(match[1]) / (ms(`1${match[2]}` as StringValue) / 1000);
}

/** A non-negative number of hundredths: `20%`, `2.5 %`. */
export const PERCENTAGE_PATTERN = new RegExp(`^(${NUMBER}) ?%$`);

/** @returns a share, or undefined when `text` is not a percentage */
export function parsePercentage(text: string): number | undefined {
  const match = PERCENTAGE_PATTERN.exec(text);
  return match === null ? undefined : Number(match[1]) / 100;
}

/** Most tokens of one prompt or one output; recorded traces stay far below. */
export const TOKEN_LIMIT = 10_000_000;
