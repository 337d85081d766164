import {
  type Attempt,
  type Decision,
  type Explanation,
  GIVE_UP,
  NO_ROOM,
  RATE_LIMITED,
  REFUSED,
  type RequestRouter,
  TIMED_OUT as CLIENT_TIMED_OUT,
} from '../../router/index.js';
import type { Conversations } from '../traffic/index.js';
import type { Trace } from '../trace/index.js';
import type { Attempts } from './attempts.js';
import type { Backend, Served } from './backends/backend.js';
import type { CacheHits } from './cache-hits.js';
import type { Calendar } from './calendar.js';
import { COMPLETED, FAILED, type Outcomes, OVERLOAD_FAILED, TIMED_OUT } from './outcomes.js';
import type { RequestViews } from './request-views.js';
import type { Routers } from './routers.js';
import type { Stations } from './stations.js';
import type { Telemetry } from './telemetry.js';

/** What the life of a request passes through. */
export interface LifecycleParts {
  readonly trace: Trace;
  /** Where later requests wait for earlier ones. */
  readonly conversations: Conversations | undefined;
  readonly calendar: Calendar;
  readonly outcomes: Outcomes;
  readonly attempts: Attempts;
  readonly views: RequestViews;
  readonly cacheHits: CacheHits | undefined;
  readonly routers: Routers;
  readonly telemetry: Telemetry;
}

export type DecisionListener = (explanation: Explanation, decision: Decision) => void;

/**
 * The life of every request, from its arrival until it is settled: the real router decides, the endpoint takes the attempt
 * or not, and says what becomes of it; the router says whether it is tried again.
 * Cost: O(1) beside the router's and the backend's; nothing is allocated but for retries.
 */
export class Lifecycle implements Served {
  /** Decisions that found no endpoint with room. */
  rejections = 0;
  /** Retries that were made. */
  retries = 0;
  /** By endpoint. */
  backendOf: readonly Backend[] = [];
  readonly #parts: LifecycleParts;
  readonly #stations: Stations;
  /** A request whose decisions are told, −1 for none. */
  #watched = -1;
  #onDecision: DecisionListener = () => undefined;

  constructor(parts: LifecycleParts, stations: Stations) {
    this.#parts = parts;
    this.#stations = stations;
  }

  /** Lets every decision on a request be explained as it is made. */
  watch(request: number, onDecision: DecisionListener): void {
    this.#watched = request;
    this.#onDecision = onDecision;
  }

  /** A request arrives. */
  begin(request: number): void {
    this.#try(request, request, this.#parts.attempts.fresh(request));
  }

  /** The delay before a further attempt is over. */
  retry(attempt: number): void {
    const { attempts } = this.#parts;
    const notes = attempts.notesOf(attempt);
    if (notes === undefined) {
      attempts.release(attempt); // settled while it waited: timed out
      return;
    }
    this.retries++;
    this.#try(attempt, attempts.requestOf(attempt), notes);
  }

  /** The time of a request's client is up. */
  timeOut(request: number): void {
    const { attempts, outcomes, routers, telemetry } = this.#parts;
    const attempt = attempts.presentOf(request);
    const notes = this.#notesOf(attempt, request);
    const { isUnderWay } = notes;
    if (isUnderWay) {
      const endpoint = outcomes.endpoint[request];
      this.backendOf[endpoint].cancel(endpoint, attempt);
      routers.of(request).abandoned(notes, CLIENT_TIMED_OUT);
      telemetry.changed(endpoint);
    }
    this.#settle(attempt, request, TIMED_OUT, !isUnderWay);
  }

  firstToken(attempt: number): void {
    const { attempts, outcomes, calendar, routers } = this.#parts;
    const request = attempts.requestOf(attempt);
    const notes = this.#notesOf(attempt, request);
    outcomes.withFirstTokens()[request] = calendar.clock.cell[0];
    routers.of(request).firstToken(notes);
  }

  completed(attempt: number): void {
    const { attempts, outcomes, calendar, trace, views, cacheHits, routers, telemetry } = this.#parts;
    const request = attempts.requestOf(attempt);
    const notes = this.#notesOf(attempt, request);
    outcomes.responseMs[request] = calendar.clock.cell[0] - trace.arrivalMs[request];
    notes.usedTokens = views.usedTokens(request);
    if (cacheHits !== undefined) {
      notes.sessionHit = cacheHits.sessionHit(request);
      notes.prefixHit = cacheHits.prefixHit(request);
    }
    routers.of(request).completed(notes);
    telemetry.changed(outcomes.endpoint[request]);
    this.#settle(attempt, request, COMPLETED, false);
  }

  failed(attempt: number, outcome: number): void {
    const { attempts, outcomes, routers, telemetry } = this.#parts;
    const request = attempts.requestOf(attempt);
    const notes = this.#notesOf(attempt, request);
    routers.of(request).refused(notes, outcome);
    telemetry.changed(outcomes.endpoint[request]);
    this.#next(attempt, request, notes);
  }

  preempted(attempt: number): void {
    const { attempts, outcomes } = this.#parts;
    this.#stations.preempted[outcomes.endpoint[attempts.requestOf(attempt)]]++;
  }

  #try(attempt: number, request: number, notes: Attempt): void {
    const { outcomes, routers, telemetry } = this.#parts;
    const router = routers.of(request);
    outcomes.attempts[request]++;
    const endpoint = request === this.#watched ? this.#decideWatched(router, notes) : router.decide(notes);
    if (endpoint >= 0) {
      router.started(endpoint, notes);
      if (this.backendOf[endpoint].offer(endpoint, attempt)) {
        outcomes.endpoint[request] = endpoint;
        if (outcomes.firstTokenMs !== undefined) outcomes.firstTokenMs[request] = -1;
        telemetry.changed(endpoint);
        return;
      }
      router.refused(notes);
    } else if (endpoint === NO_ROOM) this.rejections++;
    this.#next(attempt, request, notes);
  }

  /** An attempt came to nothing: the router says whether there is another one. */
  #next(attempt: number, request: number, notes: Attempt): void {
    const delayMs = this.#parts.routers.of(request).next(notes);
    if (delayMs === GIVE_UP) this.#settle(attempt, request, endsInOverload(notes) ? OVERLOAD_FAILED : FAILED, false);
    else this.#parts.calendar.retryAfter(delayMs, this.#parts.attempts.again(attempt, notes));
  }

  #decideWatched(router: RequestRouter, notes: Attempt): number {
    const explanation = router.explain(notes);
    const decision = router.route(notes);
    this.#onDecision(explanation, decision);
    return decision.endpoint;
  }

  /** Notes of an attempt that is under way, or of a further one that waits for its turn. */
  #notesOf(attempt: number, request: number): Attempt {
    const { attempts, outcomes } = this.#parts;
    if (attempt === request) {
      const notes = attempts.underWay(request, outcomes.endpoint[request]);
      if (outcomes.firstTokenMs !== undefined) notes.firstTokenMs = outcomes.firstTokenMs[request];
      return notes;
    }
    const notes = attempts.notesOf(attempt);
    if (notes === undefined) throw new Error(`attempt ${attempt} of request ${request} is over`);
    return notes;
  }

  /** @param isScheduled whether an event of the attempt is still to come */
  #settle(attempt: number, request: number, status: number, isScheduled: boolean): void {
    const { outcomes, attempts, conversations, calendar } = this.#parts;
    outcomes.settle(request, status);
    attempts.end(attempt, isScheduled);
    const waiting = conversations?.waitingFor(request) ?? -1;
    if (waiting >= 0) calendar.followAfter(conversations?.thinkMs(waiting) ?? 0, waiting);
  }
}

/** Whether a request that is given up ends for lack of room: no endpoint had any, or the last one refused. */
function endsInOverload({ endpoint, outcome }: Attempt): boolean {
  if (endpoint < 0) return endpoint === NO_ROOM;
  return outcome === REFUSED || outcome === RATE_LIMITED;
}
