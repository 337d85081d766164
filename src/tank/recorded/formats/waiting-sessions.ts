import type { Names } from '../../../core/index.js';
import type { TraceColumns } from '../../trace/index.js';

/**
 * Sessions of requests that name the one before them, where that may stand later in the file. A session has the id of
 * its first request, or of one that waits for its parent; the two are joined at the end.
 * Cost: O(1) a request, and a pass over all where some waited.
 */
export class WaitingSessions {
  readonly #sessionOf = new Map<string, string>(); // by request
  readonly #waiting = new Map<string, string>(); // by session: the parent of its first request

  /** @param parent empty for none @returns the session of the request */
  add(request: string, parent: string): string {
    const known = parent === '' ? undefined : this.#sessionOf.get(parent);
    const session = known ?? request;
    this.#sessionOf.set(request, session);
    if (known === undefined && parent !== '') this.#waiting.set(session, parent);
    return session;
  }

  /** Joins sessions whose parents came after all. @param names of the sessions in the column */
  join(columns: TraceColumns, names: Names): void {
    const target = new Map<number, number>();
    const lasts = new Map<string, string>();
    for (const session of this.#waiting.keys()) {
      const last = this.#lastOf(session, lasts);
      if (last !== session) target.set(names.find(session), names.find(last));
    }
    if (target.size === 0) return;
    for (let request = 0; request < columns.requestCount; request++) {
      const session = columns.get('session', request);
      const joined = target.get(session) ?? session;
      if (joined >= 0) columns.set('session', request, joined);
    }
  }

  /** The session at the end of those that wait for each other: it waits for nothing, or for a parent that never came. */
  #lastOf(session: string, lasts: Map<string, string>): string {
    const path = new Set([session]);
    let last = session;
    for (;;) {
      const parent = this.#waiting.get(last);
      const next = lasts.get(last) ?? (parent === undefined ? undefined : this.#sessionOf.get(parent));
      if (next === undefined || path.has(next)) break; // the end, or a circle
      path.add(next);
      last = next;
    }
    for (const each of path) lasts.set(each, last);
    return last;
  }
}
