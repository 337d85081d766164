import { InvalidArgumentError } from 'commander';

/** Readers of option values that several commands take; commander tells which option is wrong. */

export function count(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isSafeInteger(value) && value >= 0) return value;
  throw new InvalidArgumentError('Expected a whole number from 0.');
}

/** Of 1 to the limit. */
export function wholeNumber(limit: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (Number.isSafeInteger(value) && value >= 1 && value <= limit) return value;
    throw new InvalidArgumentError(`Expected a whole number from 1 to ${limit}.`);
  };
}

export function share(text: string): number {
  const value = text.endsWith('%') ? Number(text.slice(0, -1)) / 100 : Number(text);
  if (value > 0 && value < 1) return value;
  throw new InvalidArgumentError('Expected a share above 0 and below 1, such as 5% or 0.05.');
}

/** As a share, which may be above 1. */
export function percentage(text: string): number {
  const value = Number(text.replace(/ ?%$/, ''));
  if (Number.isFinite(value) && value >= 0) return value / 100;
  throw new InvalidArgumentError('Expected a percentage, such as 25%.');
}

/** Separated by commas. */
export function names(text: string): readonly string[] {
  return text.split(',').map((name) => name.trim());
}
