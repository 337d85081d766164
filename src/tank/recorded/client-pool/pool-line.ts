import { idOf, tokensOf, wrong } from '../formats/field-values.js';
import { parseJsonLine } from '../formats/json-line.js';
import type { FieldMistake } from '../formats/trace-format.js';
import { quoted, TOKEN_LIMIT } from '../../../core/input/index.js';
import { LENGTHS_S, type LengthTables, type PoolClient, type PoolLengths, WINDOW_S } from './client-pool.js';

/** Latest start of a window: ten years. */
const TIME_LIMIT_S = 315_576_000;
/** Most requests per second of one client, and greatest cv of its gaps. */
const RATE_LIMIT = 1e9;
const CV_LIMIT = 1e6;

interface Range {
  readonly least: number;
  readonly most: number;
}

/** Shapes of the families: below, nearly all gaps would be 0 and the rate that of a few gigantic ones. */
const FAMILIES = new Map<unknown, Range>([
  ['Gamma', { least: 0.001, most: 1e6 }],
  ['Weibull', { least: 0.1, most: 1e6 }],
]);

/** A mistake in a line; it is thrown from within its lists. */
export class LineMistake extends Error {
  readonly mistake: FieldMistake;

  constructor(mistake: FieldMistake) {
    super(mistake.message);
    this.mistake = mistake;
  }
}

/**
 * Decodes the client of one line; keys that it does not know are ignored. Cost: O(values of the line).
 * @throws LineMistake when the line cannot be used
 */
export function clientOf(line: string): PoolClient {
  const value = objectOf(line);
  const name = value.client === null ? '' : idOf(value.client);
  if (name === undefined || name === '') {
    throw wrongAt('client', value.client, 'expected the id of the client: a number, or text of at most 200 characters');
  }
  return {
    name,
    windows: windowsOf(listOf(value.windows, 'windows', 'expected a list of windows')),
    lengths: lengthsOf(listOf(value.datasets, 'datasets', 'expected a list of lengths; empty where none are known')),
  };
}

function objectOf(line: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = parseJsonLine(line);
  } catch {
    value = undefined; // no object: the line is bad
  }
  if (isMapping(value)) return value;
  throw new LineMistake({
    column: '',
    message: 'the line is not a JSON object',
    expected: 'expected {"client": …, "windows": […], "datasets": […]}',
  });
}

function windowsOf(windows: readonly unknown[]) {
  const columns = {
    startS: new Float64Array(windows.length),
    ratePerS: new Float64Array(windows.length),
    gapCv: new Float64Array(windows.length),
    isWeibull: new Uint8Array(windows.length),
    shape: new Float64Array(windows.length),
  };
  windows.forEach((window, i) => {
    const key = `windows[${i}]`;
    const fields = listOf(window, key, 'expected [t, rate, cv, pattern, shape, scale]');
    columns.startS[i] = startOf(fields[0], `${key}[0] (t)`, WINDOW_S, i === 0 ? -1 : columns.startS[i - 1]);
    columns.ratePerS[i] = withinOf(fields[1], `${key}[1] (rate)`, { least: 0, most: RATE_LIMIT });
    columns.gapCv[i] = withinOf(fields[2], `${key}[2] (cv)`, { least: 0, most: CV_LIMIT });
    const shapes = FAMILIES.get(fields[3]);
    if (shapes === undefined) throw wrongAt(`${key}[3] (pattern)`, fields[3], 'expected "Gamma" or "Weibull"');
    columns.isWeibull[i] = fields[3] === 'Weibull' ? 1 : 0;
    columns.shape[i] = withinOf(fields[4], `${key}[4] (shape)`, shapes);
  });
  return columns;
}

function lengthsOf(datasets: readonly unknown[]): PoolLengths {
  const startS = new Float64Array(datasets.length);
  const mappings = datasets.map((dataset, i) => {
    const key = `datasets[${i}]`;
    if (!isMapping(dataset)) throw wrongAt(key, dataset, 'expected {"t": …, "input_tokens": …, "output_tokens": …}');
    startS[i] = startOf(dataset.t, `${key}.t`, LENGTHS_S, i === 0 ? -1 : startS[i - 1]);
    return dataset;
  });
  return {
    startS,
    promptTokens: tablesOf(mappings, 'input_tokens'),
    outputTokens: tablesOf(mappings, 'output_tokens'),
  };
}

const EXPECTED_PAIRS = 'expected [tokens, probability] pairs, at least one, as a list';

/** Probabilities are brought to a sum of 1. */
function tablesOf(datasets: readonly Readonly<Record<string, unknown>>[], name: string): LengthTables {
  const keys = datasets.map((_, i) => `datasets[${i}].${name}`);
  const lists = datasets.map((dataset, i) => listOf(dataset[name], keys[i], EXPECTED_PAIRS));
  const first = new Int32Array(lists.length + 1);
  lists.forEach(({ length }, i) => (first[i + 1] = first[i] + length));
  const tokens = new Int32Array(first[lists.length]);
  const sum = new Float64Array(first[lists.length]);
  lists.forEach((list, i) => {
    let total = 0;
    for (let k = 0; k < list.length; k++) {
      const pair = list[k];
      const value: unknown = Array.isArray(pair) ? pair[0] : undefined;
      const probability: unknown = Array.isArray(pair) ? pair[1] : undefined;
      const count = tokensOf(value);
      const share = typeof probability === 'number' ? probability : NaN;
      if (!(count >= 0 && share >= 0 && share <= 1)) throw wrongPair(`${keys[i]}[${k}]`, pair);
      total += share;
      tokens[first[i] + k] = count;
      sum[first[i] + k] = total;
    }
    if (!(total > 0)) throw new LineMistake(noWeight(keys[i]));
    for (let k = first[i]; k < first[i + 1]; k++) sum[k] /= total;
  });
  return { first, tokens, sum };
}

function wrongPair(key: string, pair: unknown): LineMistake {
  const shown = Array.isArray(pair) ? `[${pair.slice(0, 2).map(quoted).join(', ')}]` : quoted(pair);
  const message = `${key} ${shown} cannot be used`;
  const expected = `expected [tokens, probability]: a whole number from 0 to ${TOKEN_LIMIT}, a number from 0 to 1`;
  return new LineMistake({ column: key, message, expected });
}

function noWeight(key: string): FieldMistake {
  return { column: key, message: `${key} has no probability above 0`, expected: EXPECTED_PAIRS };
}

function listOf(value: unknown, key: string, expected: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw wrongAt(key, value, expected);
}

function startOf(value: unknown, key: string, stepS: number, previousS: number): number {
  const startS = typeof value === 'number' ? value : NaN;
  if (startS % stepS === 0 && startS >= 0 && startS <= TIME_LIMIT_S && startS > previousS) return startS;
  throw wrongAt(
    key,
    value,
    `expected seconds from the start, a multiple of ${stepS} up to ${TIME_LIMIT_S}` +
      (previousS < 0 ? '' : `, after the ${previousS} before it`),
  );
}

function withinOf(value: unknown, key: string, { least, most }: Range): number {
  if (typeof value === 'number' && value >= least && value <= most) return value;
  throw wrongAt(key, value, `expected a number from ${least} to ${most}`);
}

function wrongAt(key: string, value: unknown, expected: string): LineMistake {
  return new LineMistake(wrong(key, value, expected));
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
