import { Names } from '../../core/index.js';
import { type Trace, type Wish, wishColumn } from '../trace/index.js';

/** A request that a scenario writes out. */
export interface ListedRequest {
  readonly atMs: number;
  readonly promptTokens: number;
  readonly outputTokens: number;
  readonly session?: string | undefined;
  readonly prefix?: string | undefined;
  readonly wish?: Wish | undefined;
}

/** Requests that were written out as a trace, in order of arrival; those of one instant in the order of the list. */
export function listedTrace(list: readonly ListedRequest[]): Trace {
  const requests = [...list].sort((a, b) => a.atMs - b.atMs);
  const sessions = new Names('session', Infinity);
  const prefixes = new Names('prefix', Infinity);
  const index = (names: Names, name: string | undefined) => (name === undefined ? -1 : names.indexOf(name));
  const wishes = wishColumn(requests.map(({ wish }) => wish));
  return {
    requestCount: requests.length,
    arrivalMs: Float64Array.from([...requests.map(({ atMs }) => atMs), Infinity]),
    promptTokens: Int32Array.from(requests, ({ promptTokens }) => promptTokens),
    outputTokens: Int32Array.from(requests, ({ outputTokens }) => outputTokens),
    session: Int32Array.from(requests, ({ session }) => index(sessions, session)),
    prefix: Int32Array.from(requests, ({ prefix }) => index(prefixes, prefix)),
    ...(wishes && { wishes }),
  };
}
