import { z } from 'zod';
import { plainNumber, wholeNumber } from '../../../core/input/index.js';
import { distributionSchema } from '../../traffic/index.js';

/** Most prefixes. */
const PREFIX_LIMIT = 1_000_000;

export function prefixesSchema() {
  return z.strictObject({
    count: wholeNumber(1, PREFIX_LIMIT).meta({ description: 'number of different prefixes' }),
    skew: plainNumber()
      .default(0)
      .meta({ description: 'the k-th prefix is used in proportion to 1 / k^skew (Zipf); default 0, all alike' }),
    tokens: distributionSchema(plainNumber, { positive: true })
      .optional()
      .meta({ description: 'length of each prefix, the beginning of a prompt; for workloads with block_tokens' }),
  });
}
