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
  UNDER_WAY,
  UPSTREAM_ERROR,
} from '../../router/index.js';
import type { Conversations } from '../traffic/index.js';
import type { Trace } from '../trace/index.js';
import type { Attempts } from './attempts.js';
import type { Backend, Served } from './backends/backend.js';
import type { CacheHits } from './cache-hits.js';
import type { Calendar } from './calendar.js';
import type { Failures } from './failures.js';
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
  /** Undefined where nothing fails. */
  readonly failures: Failures | undefined;
  readonly warmUpMs: number;
  readonly routers: Routers;
  readonly telemetry: Telemetry;
  readonly stations: Stations;
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
  readonly #trace: Trace;
  readonly #conversations: Conversations | undefined;
  readonly #calendar: Calendar;
  readonly #outcomes: Outcomes;
  readonly #attempts: Attempts;
  readonly #views: RequestViews;
  readonly #cacheHits: CacheHits | undefined;
  readonly #failures: Failures | undefined;
  readonly #warmUpMs: number;
  readonly #routers: Routers;
  readonly #telemetry: Telemetry;
  readonly #stations: Stations;
  /** A request whose decisions are told, −1 for none. */
  #watched = -1;
  #onDecision: DecisionListener = () => undefined;

  constructor(parts: LifecycleParts) {
    this.#trace = parts.trace;
    this.#conversations = parts.conversations;
    this.#calendar = parts.calendar;
    this.#outcomes = parts.outcomes;
    this.#attempts = parts.attempts;
    this.#views = parts.views;
    this.#cacheHits = parts.cacheHits;
    this.#failures = parts.failures;
    this.#warmUpMs = parts.warmUpMs;
    this.#routers = parts.routers;
    this.#telemetry = parts.telemetry;
    this.#stations = parts.stations;
  }

  /** Lets every decision on a request be explained as it is made. */
  watch(request: number, onDecision: DecisionListener): void {
    this.#watched = request;
    this.#onDecision = onDecision;
  }

  /** A request arrives. */
  begin(request: number): void {
    this.#try(request, request, this.#attempts.fresh(request));
  }

  /** The delay before a further attempt is over. */
  retry(attempt: number): void {
    const notes = this.#attempts.notesOf(attempt);
    if (notes === undefined) {
      this.#attempts.release(attempt); // settled while it waited: timed out
      return;
    }
    this.retries++;
    const request = this.#attempts.requestOf(attempt);
    this.#views.describeAgent(notes.request, request); // it may have another model by now
    this.#try(attempt, request, notes);
  }

  /** The time of a request's client is up. */
  timeOut(request: number): void {
    const attempt = this.#attempts.presentOf(request);
    const notes = this.#notesOf(attempt, request);
    const { isUnderWay } = notes;
    if (isUnderWay) {
      const endpoint = this.#outcomes.endpoint[request];
      this.#stations.cancelled[endpoint]++;
      this.backendOf[endpoint].cancel(endpoint, attempt);
      this.#waste(endpoint, request);
      this.#failures?.forget(attempt);
      this.#routers.of(request).router.abandoned(notes, CLIENT_TIMED_OUT);
      this.#telemetry.changed(endpoint);
    }
    this.#settle(attempt, request, TIMED_OUT, !isUnderWay);
  }

  firstToken(attempt: number): void {
    const request = this.#attempts.requestOf(attempt);
    const notes = this.#notesOf(attempt, request);
    this.#outcomes.withFirstTokens()[request] = this.#calendar.clock.cell[0];
    this.#routers.of(request).router.firstToken(notes);
  }

  completed(attempt: number): void {
    const outcomes = this.#outcomes;
    const request = this.#attempts.requestOf(attempt);
    const notes = this.#notesOf(attempt, request);
    outcomes.responseMs[request] = this.#calendar.clock.cell[0] - this.#trace.arrivalMs[request];
    if (this.#views.hasTokens) notes.usedTokens = this.#views.usedTokens(request);
    if (this.#cacheHits !== undefined) noteHits(notes, this.#cacheHits, request);
    this.#routers.of(request).router.completed(notes);
    this.#telemetry.changed(outcomes.endpoint[request]);
    this.#settle(attempt, request, COMPLETED, false);
  }

  failed(attempt: number, outcome: number): void {
    this.#failures?.forget(attempt);
    const request = this.#attempts.requestOf(attempt);
    const notes = this.#notesOf(attempt, request);
    this.#routers.of(request).router.refused(notes, outcome);
    const endpoint = this.#outcomes.endpoint[request];
    this.#stations.failed[endpoint]++;
    this.#waste(endpoint, request);
    this.#telemetry.changed(endpoint);
    this.#next(attempt, request, notes);
  }

  /** An attempt ends in an error, unless it has ended before. @param end as `Failures` numbers them */
  failNow(end: number): void {
    const attempt = this.#failures?.endsNow(end);
    if (attempt === undefined) return;
    const endpoint = this.#outcomes.endpoint[this.#attempts.requestOf(attempt)];
    this.backendOf[endpoint].cancel(endpoint, attempt);
    this.failed(attempt, UPSTREAM_ERROR);
  }

  preempted(attempt: number): void {
    this.#stations.preempted[this.#outcomes.endpoint[this.#attempts.requestOf(attempt)]]++;
  }

  #try(attempt: number, request: number, notes: Attempt): void {
    const outcomes = this.#outcomes;
    const { router, endpointAt } = this.#routers.of(request);
    outcomes.attempts[request]++;
    const place = request === this.#watched ? this.#decideWatched(router, notes) : router.decide(notes);
    if (place >= 0) {
      const endpoint = endpointAt[place];
      router.started(place, notes);
      const backend = this.backendOf[endpoint];
      const failures = this.#failures;
      let outcome: number = UNDER_WAY;
      if (failures !== undefined) {
        const offer = { endpoint, attempt, request, tries: outcomes.attempts[request] };
        outcome = failures.offer(backend, offer, notes);
      } else if (!backend.offer(endpoint, attempt)) outcome = REFUSED;
      if (outcome === UNDER_WAY) {
        outcomes.endpoint[request] = endpoint;
        if (attempt === request) this.#attempts.accepted(request, notes);
        if (outcomes.firstTokenMs !== undefined) outcomes.firstTokenMs[request] = -1;
        this.#telemetry.changed(endpoint);
        return;
      }
      router.refused(notes, outcome);
    } else if (place === NO_ROOM) this.rejections++;
    this.#next(attempt, request, notes);
  }

  /** What an endpoint has read of an attempt was for nothing. */
  #waste(endpoint: number, request: number): void {
    const { promptTokens, arrivalMs } = this.#trace;
    if (request >= promptTokens.length || arrivalMs[request] < this.#warmUpMs) return;
    this.#stations.wastedTokens[endpoint] += promptTokens[request];
  }

  /** An attempt came to nothing: the router says whether there is another one. */
  #next(attempt: number, request: number, notes: Attempt): void {
    const delayMs = this.#routers.of(request).router.next(notes);
    if (delayMs === GIVE_UP) this.#settle(attempt, request, endsInOverload(notes) ? OVERLOAD_FAILED : FAILED, false);
    else this.#calendar.retryAfter(delayMs, this.#attempts.again(attempt, notes));
  }

  #decideWatched(router: RequestRouter, notes: Attempt): number {
    const explanation = router.explain(notes);
    const decision = router.route(notes);
    this.#onDecision(explanation, decision);
    return decision.endpoint;
  }

  /** Notes of an attempt that is under way, or of a further one that waits for its turn. */
  #notesOf(attempt: number, request: number): Attempt {
    if (attempt !== request) return this.#keptNotes(attempt, request);
    const { endpoint, firstTokenMs } = this.#outcomes;
    const notes = this.#attempts.underWay(request, this.#routers.of(request).placeOf(endpoint[request]));
    if (firstTokenMs !== undefined) notes.firstTokenMs = firstTokenMs[request];
    return notes;
  }

  #keptNotes(attempt: number, request: number): Attempt {
    const notes = this.#attempts.notesOf(attempt);
    if (notes === undefined) throw new Error(`attempt ${attempt} of request ${request} is over`);
    return notes;
  }

  /** @param isScheduled whether an event of the attempt is still to come */
  #settle(attempt: number, request: number, status: number, isScheduled: boolean): void {
    this.#outcomes.settle(request, status);
    if (attempt !== request) this.#attempts.end(attempt, isScheduled);
    if (this.#conversations !== undefined) this.#follow(request, this.#conversations);
  }

  /** The request of a conversation that waited for this one is sent after a while. */
  #follow(request: number, conversations: Conversations): void {
    const waiting = conversations.waitingFor(request);
    if (waiting >= 0) this.#calendar.followAfter(conversations.thinkMs(waiting), waiting);
  }
}

function noteHits(notes: Attempt, hits: CacheHits, request: number): void {
  notes.sessionHit = hits.sessionHit(request);
  notes.prefixHit = hits.prefixHit(request);
}

/** Whether a request that is given up ends for lack of room: no endpoint had any, or the last one refused. */
function endsInOverload({ endpoint, outcome }: Attempt): boolean {
  if (endpoint < 0) return endpoint === NO_ROOM;
  return outcome === REFUSED || outcome === RATE_LIMITED;
}
