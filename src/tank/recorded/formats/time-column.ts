import { NUMBER_LIMIT, quoted } from '../../../core/input/index.js';
import { numberOf, wrong } from './field-values.js';
import { decodeInstant, INSTANT_LENGTH } from './instant.js';
import type { FieldMistake, TimesRead, TimeUnit, TraceRow } from './trace-format.js';

/** How many make a second. */
const PER_S: Readonly<Record<TimeUnit, number>> = { s: 1, ms: 1e3, us: 1e6, ns: 1e9 };

export const TIME_UNITS = Object.keys(PER_S) as [TimeUnit, ...TimeUnit[]];

export const UNIT_NAMES: Readonly<Record<TimeUnit, string>> = {
  s: 'seconds',
  ms: 'milliseconds',
  us: 'microseconds',
  ns: 'nanoseconds',
};

interface TimeForm {
  /** Unit of numbers in the format; absent where it has dates alone. */
  readonly unit?: TimeUnit;
  /** Where numbers count from: the start of the trace, or any instant, so that the first request arrives at 0. */
  readonly from: 'start' | 'instant';
  /** What starts there; default: the trace. */
  readonly startOf?: string;
  /** What the user said of the unit. */
  readonly given?: TimeUnit | undefined;
}

/**
 * The times of one file: numbers in one unit, or dates with a time of day, the same for all rows.
 * Cost: O(1) a row, nothing allocated for one that can be used.
 */
export class TimeColumn implements TimesRead {
  readonly name: string;
  readonly unit: TimeUnit | undefined;
  /** Whether the user said the unit. */
  readonly isGiven: boolean;
  readonly #isFromStart: boolean;
  readonly #startOf: string;
  readonly #perS: number;
  #form: 'number' | 'date' | undefined; // of the rows so far

  constructor(name: string, { unit, from, startOf = 'trace', given }: TimeForm) {
    this.name = name;
    this.unit = given ?? unit;
    this.isGiven = given !== undefined;
    this.#isFromStart = from === 'start';
    this.#startOf = startOf;
    this.#perS = this.unit === undefined ? NaN : PER_S[this.unit];
  }

  /** Whether the rows so far have numbers. */
  get hasNumbers(): boolean {
    return this.#form === 'number';
  }

  /** Writes the time of a row. @returns what is wrong with the value, undefined when it is good */
  read(value: unknown, row: TraceRow): FieldMistake | undefined {
    const isDate = typeof value === 'string' && value.length >= INSTANT_LENGTH && value[4] === '-';
    if (isDate && !decodeInstant(value, row)) return this.#noDate(value);
    if (!isDate) {
      const mistake = this.#readNumber(value, row);
      if (mistake !== undefined) return mistake;
    }
    const form = isDate ? 'date' : 'number';
    this.#form ??= form;
    return form === this.#form ? undefined : this.#mixed(value);
  }

  #readNumber(value: unknown, row: TraceRow): FieldMistake | undefined {
    const number = numberOf(value);
    if (this.unit === undefined) return this.#noDate(value);
    if (!(number >= 0)) return wrong(this.name, value, this.#expected());
    const perS = this.#perS;
    if (this.#isFromStart) {
      row.atMs = perS <= 1000 ? number * (1000 / perS) : number / (perS / 1000);
      return row.atMs <= NUMBER_LIMIT ? undefined : this.#tooLate(value);
    }
    if (number > NUMBER_LIMIT * perS) return wrong(this.name, value, this.#expectedUnit(number));
    row.second = Math.floor(number / perS);
    row.tick = Math.round((number - row.second * perS) * (TICKS_PER_S / perS));
    return undefined;
  }

  #expected(): string {
    const unit = this.unit ?? 's';
    return `expected ${this.#unitText()}, such as ${EXAMPLES[unit]}, or a date and time, such as ${DATE}`;
  }

  #unitText(): string {
    return `${UNIT_NAMES[this.unit ?? 's']}${this.#isFromStart ? ` from the start of the ${this.#startOf}` : ''}`;
  }

  #tooLate(value: unknown): FieldMistake {
    const most = (NUMBER_LIMIT / 1000) * this.#perS;
    const message = `${this.name} ${quoted(value)} is more than 31 years after the start of the ${this.#startOf}`;
    const advice = `--columns arrival_s=${this.name},… --time-unit ${this.unit ?? 's'}`;
    const expected = `expected ${this.#unitText()}, at most ${most}; instants, such as times since 1970, are read as arrival_s (${advice})`;
    return { column: this.name, message, expected };
  }

  /** The unit in which a number that is too large would be an instant of our days. */
  #expectedUnit(number: number): string {
    const unit = TIME_UNITS.find((each) => number / PER_S[each] < LATEST_S);
    return unit === undefined ? this.#expected() : `${this.#expected()}; ${UNIT_NAMES[unit]} need --time-unit ${unit}`;
  }

  #noDate(value: unknown): FieldMistake {
    if (value === undefined || this.unit !== undefined) return wrong(this.name, value, this.#expectedDate());
    const message = `${this.name} ${quoted(value)} is not a date and time`;
    return { column: this.name, message, expected: this.#expectedDate() };
  }

  #expectedDate(): string {
    return `expected a date and time with up to 9 decimals, such as 2023-11-16 18:15:46.6805900 or ${DATE}; without a zone it is UTC`;
  }

  #mixed(value: unknown): FieldMistake {
    const rows = this.#form === 'date' ? 'dates' : 'numbers';
    return wrong(this.name, value, `expected times of one form: the rows before have ${rows}`);
  }
}

const DATE = '2023-11-16T18:15:46+01:00';
const EXAMPLES: Readonly<Record<TimeUnit, string>> = { s: '4281.5', ms: '37.5', us: '37500', ns: '37500000' };
const TICKS_PER_S = 1e7;
const LATEST_S = 1e10; // in the year 2286
