import { z } from 'zod';
import { camelKeys, duration, prose, TOKEN_LIMIT, wholeNumber } from '../../../core/input/index.js';
import type { ListedRequest } from '../../traffic/index.js';
import { listedWishShape, wishOf } from './wish-schema.js';

/** Most requests that are written out. */
const LIST_LIMIT = 10_000;

/** Requests that are written out. */
export const listSchema = z
  .array(
    z.strictObject({
      at: duration().meta({ description: 'time of arrival, such as 5s' }),
      prompt_tokens: wholeNumber(0, TOKEN_LIMIT).default(0).meta({ description: 'length of the prompt; default 0' }),
      output_tokens: wholeNumber(0, TOKEN_LIMIT).default(0).meta({ description: 'length of the answer; default 0' }),
      session: prose(200).optional().meta({ description: 'id of the session; default: none' }),
      prefix: prose(200).optional().meta({ description: 'id of the prefix that the prompt shares; default: none' }),
      ...listedWishShape,
    }),
    { error: 'expected a list of requests' },
  )
  .min(1, 'expected at least one request')
  .max(LIST_LIMIT, `expected at most ${LIST_LIMIT} requests`);

export function listedRequests(list: z.output<typeof listSchema>): ListedRequest[] {
  return list.map(({ at, model, prefer, capabilities, region, ...request }) => ({
    ...camelKeys({ at_ms: at, ...request }),
    wish: wishOf({ model, prefer, capabilities, region }, true),
  }));
}
