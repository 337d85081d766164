import { z } from 'zod';
import { choice, camelKeys, duration, plainNumber, rate, text, wholeNumber } from '../../../core/input/index.js';
import { type FormatName, formats, TIME_UNITS } from '../../recorded/index.js';
import { REPEAT_LIMIT } from '../../trace/index.js';
import type { RecordedWorkload } from '../../plan/index.js';
import { columnsSchema } from './columns-schema.js';

/** Names of the formats of recorded traces. */
export const formatSchema = choice(Object.keys(formats) as FormatName[]);

/** Units of the times of a trace. */
export const timeUnitSchema = choice(TIME_UNITS);

/** Which part of the trace is played. */
const selectionShape = {
  from: duration().optional().meta({ description: 'skip arrivals before this time, which becomes the start' }),
  to: duration({ positive: true }).optional().meta({ description: 'skip arrivals at this time or later' }),
  speed_up: plainNumber({ least: 1e-6 })
    .optional()
    .meta({ description: 'factor by which it is played faster; default 1' }),
  repeat: wholeNumber(1, REPEAT_LIMIT)
    .optional()
    .meta({ description: 'number of times to play it in a row, each time with new sessions; default 1' }),
};

/** A recorded trace. */
export const traceSchema = z.strictObject({
  path: text('[^\\0]', 1000, 'the path of a file').meta({
    description: 'the recorded trace; relative to the folder of this scenario',
  }),
  format: formatSchema.optional().meta({ description: 'its format; default: detected from the header or first line' }),
  skip_bad_rows: z
    .boolean()
    .default(false)
    .meta({ description: 'skip and count unreadable rows; default false: they are mistakes' }),
  sort: z
    .boolean()
    .optional()
    .meta({ description: 'sort rows by time; default false: a row earlier than the previous one is a mistake' }),
  time_unit: timeUnitSchema
    .optional()
    .meta({ description: 'unit of times that are numbers; default: that of the format' }),
  keep_failed: z
    .boolean()
    .optional()
    .meta({ description: 'burstgpt: keep requests without an answer, which failed at their source; default false' }),
  rate: rate()
    .optional()
    .meta({ description: 'servegen: mean rate of the traffic that is drawn; default: that of the pool' }),
  columns: columnsSchema().optional().meta({
    description: 'csv, jsonl, parquet: name in the file for each column of the normal form; default: the same',
  }),
  ...selectionShape,
  resample: z
    .strictObject({
      block: duration({ positive: true }).meta({ description: 'length of the parts to resample, such as 5m' }),
    })
    .optional()
    .meta({
      description:
        'makes replications of it: parts of its time in another order (block bootstrap); default: it runs once',
    }),
});

/** The trace as the experiment reads it. */
export function recordedWorkload(
  {
    path,
    format,
    skip_bad_rows,
    sort,
    time_unit,
    keep_failed,
    columns,
    rate,
    resample,
    ...part
  }: z.output<typeof traceSchema>,
  absolute: (path: string) => string,
): RecordedWorkload {
  const { from, to, ...played } = part;
  return {
    kind: 'recorded',
    path: absolute(path),
    format,
    ...camelKeys({ skip_bad_rows, sort, rate_per_s: rate, resample_ms: resample?.block }),
    formatOptions: camelKeys({ keep_failed, columns, time_unit }),
    selection: camelKeys({ from_ms: from, to_ms: to, ...played }),
  };
}
