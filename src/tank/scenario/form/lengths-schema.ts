import { z } from 'zod';
import { text } from '../../../core/input/index.js';
import { columnName } from './columns-schema.js';

/** A file of lengths of prompts and outputs. */
export const lengthsSchema = z.strictObject({
  path: text('[^\\0]', 1000, 'the path of a file').meta({
    description: 'the file, CSV, JSON Lines or Parquet, or a trace, whose times are ignored; relative to this scenario',
  }),
  columns: z
    .strictObject({
      prompt_tokens: columnName().meta({ description: 'name of the column of prompt lengths' }),
      output_tokens: columnName().meta({ description: 'name of the column of output lengths' }),
    })
    .optional()
    .meta({ description: 'names of its columns; default: prompt_tokens and output_tokens, or those of a known trace' }),
  skip_bad_rows: z
    .boolean()
    .default(false)
    .meta({ description: 'skip and count unreadable rows; default false: they are mistakes' }),
});
