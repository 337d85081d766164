import { InputError } from '../../../core/index.js';
import { quoted, suggestOneOf } from '../../../core/input/index.js';
import { formatMeasure } from '../numbers.js';
import { unitOf } from '../sweep/sweep-table.js';
import { measureInWords } from '../verdict.js';
import { CHARACTER, chart, type ChartSpec, colourOf, looksInOrder, longest, PLAIN_NUMBERS, shapeOf } from './theme.js';

/** A row with a value and its interval, where it has them. */
export interface IntervalRow {
  readonly value?: number | undefined;
  readonly low?: number | undefined;
  readonly high?: number | undefined;
}

/** @typeParam Key those of the rows */
export interface IntervalsOptions<Key extends string = string> {
  /** Key of what has a line of its own. Default `strategy`. */
  readonly by?: Key;
  /** Key of what is told apart by colour and mark within a line. */
  readonly colour?: Key;
  /** Key of what has a panel of its own, with an axis of its own. */
  readonly panel?: Key;
  readonly title?: string;
  /** Title of the axis. Default: the measure, where all rows have the same. */
  readonly axis?: string;
  /** Whether the axis is logarithmic. */
  readonly log?: boolean;
}

/**
 * Rows of values as marks with their intervals; undefined where there are none.
 * @throws InputError where the rows do not have a key that is named
 */
export function intervalsChart<Row extends IntervalRow>(
  rows: readonly Row[],
  options: IntervalsOptions<Extract<keyof Row, string>> = {},
): ChartSpec | undefined {
  const { by = 'strategy', colour, panel, log = false }: IntervalsOptions = options;
  const measure = measureOf(rows);
  const { axis = measure === undefined ? '' : measureInWords(measure) + unitOf(measure) } = options;
  const { title = titleOf(measure, by) } = options;
  for (const key of [by, colour, panel]) requireKey(rows, key);
  const values = rows.flatMap((row) => drawn(row, by, colour, panel) ?? []);
  if (values.length === 0) return undefined;
  if (log) requirePositive(values);
  const namesOf = (key: 'by' | 'colour' | 'panel') => [...new Set(values.map((value) => value[key]))];
  const names = namesOf('by');
  const looks = looksInOrder(namesOf('colour'));
  const domain = looks.map(({ name }) => name);
  const legend = colour === undefined ? null : { title: null, orient: 'bottom', symbolSize: 120, labelLimit: 300 };
  const scale = log ? { type: 'log', nice: false, padding: 12 } : { zero: false, nice: true, padding: 8 };
  const x = { type: 'quantitative', scale, axis: { title: axis, format: PLAIN_NUMBERS, tickCount: 6 } };
  const encoding = {
    y: { field: 'by', type: 'nominal', sort: names, axis: { title: by === 'strategy' ? null : by } },
    ...(colour !== undefined && { yOffset: { field: 'colour', sort: domain } }),
    color: { field: 'colour', type: 'nominal', scale: { domain, range: looks.map(colourOf) }, legend },
  };
  const unit = {
    width: Math.max(200, WHOLE - CHARACTER * longest(looksInOrder(names))),
    height: colour === undefined ? { step: 22 } : { step: 14, for: 'offset' },
    layer: [
      {
        mark: { type: 'rule', strokeWidth: 2 },
        encoding: { ...encoding, x: { ...x, field: 'low' }, x2: { field: 'high' } },
      },
      {
        mark: { type: 'point', filled: true, size: 60, opacity: 1 },
        encoding: {
          ...encoding,
          x: { ...x, field: 'value' },
          shape: { field: 'colour', type: 'nominal', scale: { domain, range: looks.map(shapeOf) }, legend },
          tooltip: [
            { field: 'by', title: by },
            ...(colour === undefined ? [] : [{ field: 'colour', title: colour }]),
            { field: 'shown', title: 'value' },
          ],
        },
      },
    ],
  };
  const body =
    panel === undefined
      ? unit
      : {
          facet: { field: 'panel', type: 'nominal', sort: namesOf('panel'), title: null },
          columns: 1,
          spec: unit,
          resolve: { scale: { x: 'independent' } },
        };
  const isAnyKnown = rows.some(({ low }) => low !== undefined);
  const subtitle = isAnyKnown ? 'Lines are 95 % intervals.' : 'No value has an interval.';
  return chart(title, subtitle, { data: { values }, ...body });
}

const WHOLE = 620;

/** A row as it is drawn; undefined where it has no value. */
function drawn(row: IntervalRow, by: string, colour = by, panel: string | undefined) {
  const { value, low = NaN, high = NaN } = row;
  const isKnown = Number.isFinite(low) && Number.isFinite(high);
  if (value === undefined || !Number.isFinite(value)) return undefined;
  const textOf = (key: string | undefined) => (key === undefined ? '' : nameOf(valueAt(row, key)));
  return {
    by: textOf(by),
    colour: textOf(colour),
    panel: textOf(panel),
    value,
    low: isKnown ? low : value,
    high: isKnown ? high : value,
    shown: formatMeasure({ value, ...(isKnown && { ci95: [low, high] }) }),
  };
}

function valueAt(row: object, key: string): unknown {
  return (row as Readonly<Record<string, unknown>>)[key];
}

function requireKey(rows: readonly object[], key: string | undefined): void {
  const without = key === undefined ? undefined : rows.find((row) => !(key in row));
  if (key === undefined || without === undefined) return;
  const message = `not every row has ${quoted(key)}`;
  throw new InputError([{ message, advice: suggestOneOf(Object.keys(without), key) }]);
}

/** A logarithm has no place for 0. */
function requirePositive(values: readonly { readonly low: number }[]): void {
  const least = Math.min(...values.map(({ low }) => low));
  if (least > 0) return;
  const advice = 'leave log out, or the rows whose value or low is not above 0';
  throw new InputError([{ message: `a logarithmic axis cannot show ${least}`, advice }]);
}

function nameOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** The path of the measure, where all rows have the same. */
function measureOf(rows: readonly object[]): string | undefined {
  const measures = new Set(rows.map((row) => valueAt(row, 'measure')));
  const [path] = measures;
  return measures.size === 1 && typeof path === 'string' && path !== '' ? path : undefined;
}

function titleOf(measure: string | undefined, by: string): string {
  const what = measure === undefined ? 'values' : measureInWords(measure);
  return `${what[0].toUpperCase()}${what.slice(1)} by ${by}`;
}
