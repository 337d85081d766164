import { plainSum } from '../../core/index.js';
import { type Fleet, RequestView } from '../../router/index.js';
import type { Trace } from '../trace/index.js';
import type { Caches } from './caches.js';

/**
 * Shows requests of a trace as routers may see them. A request that has not failed a try yet needs no view of its own:
 * one object serves all of them, since only one is at hand at a time.
 */
export class Views {
  #shared = new RequestView();
  /** Views of pending requests that failed a try. */
  readonly #kept = new Map<number, RequestView>();
  readonly #spare: RequestView[] = [];
  readonly #trace: Trace;
  readonly #fleet: Fleet;
  /** Whether anything but the arrival is to be shown. */
  readonly #isPlain: boolean;
  readonly #session: Int32Array;
  /** Output length as it is estimated where the trace has no estimates: the mean; −1 where lengths are not shown. */
  readonly #meanOutputTokens: number;
  readonly #outputEstimate: Int32Array | undefined;

  /** @param fleet of a router; all have the same indices */
  constructor(trace: Trace, fleet: Fleet, needsTokens: boolean) {
    this.#trace = trace;
    this.#fleet = fleet;
    this.#session = trace.session ?? new Int32Array(0);
    const { outputTokens, promptTokens } = trace;
    const hasTokens = needsTokens && promptTokens.length + outputTokens.length > 0;
    this.#meanOutputTokens = hasTokens ? Math.round(plainSum(outputTokens) / Math.max(1, outputTokens.length)) : -1;
    this.#outputEstimate = trace.outputEstimate;
    this.#isPlain = !hasTokens && trace.session === undefined && trace.wishes === undefined;
  }

  /** The view of a request that arrives. */
  fresh(request: number): RequestView {
    const view = this.#shared;
    view.reset();
    if (!this.#isPlain) this.#describe(view, request);
    return view;
  }

  /** The request failed a try and waits: its view is kept. */
  keep(request: number, view: RequestView): void {
    if (view !== this.#shared) return;
    this.#kept.set(request, view);
    this.#shared = this.#spare.pop() ?? new RequestView();
  }

  /** The view of a request that waits for a retry; undefined when it was settled meanwhile. */
  waiting(request: number): RequestView | undefined {
    return this.#kept.get(request);
  }

  /** The view of a request whose first attempt was accepted at its arrival. */
  inFirstAttempt(request: number): RequestView {
    const view = this.fresh(request);
    view.startedMs = this.#trace.arrivalMs[request];
    view.reservedTokens = view.estimatedTokens;
    return view;
  }

  /** Writes what an endpoint says when it has served a request. */
  served(request: number, view: RequestView, caches: Caches | undefined): void {
    if (this.#meanOutputTokens >= 0) {
      const { promptTokens, outputTokens } = this.#trace;
      view.usedTokens = tokensOf(promptTokens, request) + tokensOf(outputTokens, request);
    }
    if (caches === undefined) return;
    view.sessionHit = caches.sessionHit(request);
    view.prefixHit = caches.prefixHit(request);
  }

  /** The request is settled. */
  settled(request: number, view: RequestView): void {
    if (view === this.#shared) return;
    this.#kept.delete(request);
    this.#spare.push(view);
    view.reset();
  }

  #describe(view: RequestView, request: number): void {
    const { promptTokens, wishes } = this.#trace;
    if (this.#meanOutputTokens >= 0) {
      view.promptTokens = tokensOf(promptTokens, request);
      view.estimatedTokens = view.promptTokens + (this.#outputEstimate?.[request] ?? this.#meanOutputTokens);
    }
    const session = request < this.#session.length ? this.#session[request] : -1;
    if (session >= 0) {
      view.session[0] = session + 1; // both words 0 is no session
      view.session[1] = 0;
    }
    const wish = wishes?.[request];
    if (wish === undefined) return;
    if (wish.model !== undefined) view.preferredModel = this.#fleet.modelIndex(wish.model);
    if (wish.capabilities !== undefined) view.capabilities = this.#fleet.capabilityMask(wish.capabilities);
    if (wish.region !== undefined) view.region = this.#fleet.regionIndex(wish.region);
  }
}

function tokensOf(column: Int32Array, request: number): number {
  return request < column.length ? column[request] : 0;
}
