import type { TraceRow } from './trace-format.js';

/**
 * Dates with a time of day, as ISO 8601 and what comes near it write them: `2023-11-16T18:15:46Z`,
 * `2023-11-16 18:15:46.6805900`, `2024-05-12 00:00:00.001163+02:00`, with `+0200` and `+02` too. Without a zone they are UTC.
 * Of up to 9 decimals 7 count.
 */

/** Fewest characters: YYYY-MM-DD hh:mm:ss. */
export const INSTANT_LENGTH = 19;

/** Writes `second` and `tick`. Allocates nothing. @returns false when `text` is not a real instant from 1970 on */
export function decodeInstant(text: string, row: TraceRow): boolean {
  const isShaped = text[4] === '-' && text[7] === '-' && text[13] === ':' && text[16] === ':';
  if (!isShaped || (text[10] !== ' ' && text[10] !== 'T')) return false;
  const zoneStart = fractionEnd(text);
  const zoneMinutes = minutesOfZone(text, zoneStart);
  const year = digits(text, 0, 4);
  const month = digits(text, 5, 7);
  const day = digits(text, 8, 10);
  const hour = digits(text, 11, 13);
  const minute = digits(text, 14, 16);
  const second = digits(text, 17, 19);
  if (!(year >= 1970 && month >= 1 && month <= 12 && day >= 1)) return false;
  const midnight = Date.UTC(year, month - 1, day);
  if (midnight >= Date.UTC(year, month, 1)) return false; // a day that its month does not have
  if (!(hour <= 23 && minute <= 59 && second <= 59)) return false;
  if (Number.isNaN(zoneMinutes)) return false;
  row.second = midnight / 1000 + hour * 3600 + minute * 60 + second - 60 * zoneMinutes;
  const decimals = Math.min(TICK_DECIMALS, zoneStart - INSTANT_LENGTH - 1);
  row.tick = decimals < 1 ? 0 : digits(text, INSTANT_LENGTH + 1, INSTANT_LENGTH + 1 + decimals) * TICKS[decimals];
  return true;
}

const DECIMALS = 9;
const TICK_DECIMALS = 7;
const TICKS = [1e7, 1e6, 1e5, 1e4, 1e3, 100, 10, 1]; // by number of decimals, what the last of them is worth

/** @returns the index after a fraction of 1…9 decimals, the end of the seconds when there is none */
function fractionEnd(text: string): number {
  if (text[INSTANT_LENGTH] !== '.') return INSTANT_LENGTH;
  let end = INSTANT_LENGTH + 1;
  while (end <= INSTANT_LENGTH + DECIMALS && isDigit(text.charCodeAt(end))) end++;
  return end === INSTANT_LENGTH + 1 ? INSTANT_LENGTH : end;
}

/** @returns minutes that the zone, the rest of the text from `start` on, is before UTC; NaN when it is none */
function minutesOfZone(text: string, start: number): number {
  const length = text.length - start;
  const sign = text[start];
  if (length === 0 || (length === 1 && sign === 'Z')) return 0;
  if (sign !== '+' && sign !== '-') return NaN;
  const hours = digits(text, start + 1, start + 3);
  let minutes = NaN;
  if (length === 3) minutes = 0;
  else if (length === 5) minutes = digits(text, start + 3, start + 5);
  else if (length === 6 && text[start + 3] === ':') minutes = digits(text, start + 4, start + 6);
  if (!(hours <= 23 && minutes <= 59)) return NaN;
  return sign === '+' ? 60 * hours + minutes : -(60 * hours + minutes);
}

/** @returns the whole number in [from, to), NaN when there is another character or none at all */
export function digits(text: string, from: number, to: number): number {
  let value = from < to ? 0 : NaN;
  for (let i = from; i < to; i++) {
    const code = text.charCodeAt(i);
    value = isDigit(code) ? value * 10 + code - 48 : NaN;
  }
  return value;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}
