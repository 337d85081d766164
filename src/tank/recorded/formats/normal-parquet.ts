import { columnsOf, withTime } from './normal-form.js';
import { objects } from './normal-jsonl.js';
import { PARQUET_MAGIC } from './text-file.js';
import { type FormatEntry, type FormatOptions, hasColumns, type ParquetFormat } from './trace-format.js';

/** The normal form as Parquet. */
export const parquet: FormatEntry = {
  summary: 'the normal form wavetank.trace/1, or other columns by a mapping (Parquet)',
  matches: (line) => line === PARQUET_MAGIC,
  create: (options, names) =>
    reader(withTime(options, hasColumns(names, ['arrival_ms']) || !hasColumns(names, ['arrival_s']))),
  ownKey: 'columns',
};

function reader(options: FormatOptions): ParquetFormat {
  const { others, nameOf } = columnsOf(options);
  return { ...objects(options), text: 'parquet', optional: others.map(nameOf) };
}
