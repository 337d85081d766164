import { columnsOf, decodeNormal, NORMAL_SIGNATURE, type ReadableColumn, withTime } from './normal-form.js';
import { type CsvFormat, type FormatEntry, type FormatOptions, hasColumns } from './trace-format.js';

/** The normal form as CSV; the blocks of a prompt stand between spaces, and an empty field says nothing. */
export const csv: FormatEntry = {
  summary: 'the normal form wavetank.trace/1, or other columns by a mapping (CSV)',
  matches: (line) => hasColumns(line, ['arrival_ms']) || hasColumns(line, ['arrival_s']),
  signature: { text: 'csv', columns: NORMAL_SIGNATURE },
  create: (options, line) => reader(withTime(options, hasColumns(line, ['arrival_ms']))),
  ownKey: 'columns',
};

function reader(options: FormatOptions): CsvFormat {
  const names = columnsOf(options);
  const { column: arrival, time, others, nameOf, named } = names;
  return {
    text: 'csv',
    required: [time.name],
    time,
    named,
    optional: others.map(nameOf),
    blockTokens: nameOf('block_tokens'),
    decode(fields, position, row) {
      const get = (column: ReadableColumn) => {
        const place = column === arrival ? position[0] : (position[1 + others.indexOf(column)] ?? -1);
        return place < 0 || fields[place] === '' ? undefined : fields[place];
      };
      return decodeNormal(get, names, row);
    },
  };
}
