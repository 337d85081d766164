import { setTimeout as sleep } from 'node:timers/promises';
import { Attempt } from './attempt.js';
import { type Decision, GIVE_UP } from './decision.js';
import { CLIENT_GONE, type Outcome, OUTCOMES, TIMED_OUT, UPSTREAM_ERROR } from './outcome.js';
import { refuseUnknown, shownKind } from '../core/options/index.js';
import type { RequestView } from './request-view.js';

/** The endpoint that an attempt goes to. */
export interface ChosenEndpoint {
  readonly index: number;
  readonly id: string;
  readonly model: string;
  /** What it was declared with, such as its URL; undefined where nothing was. */
  readonly metadata: unknown;
}

/**
 * Does an attempt at an endpoint.
 * @param signal is aborted when the caller no longer wants an answer: heed it, the attempt counts as in flight until then
 * @param attempt takes what is learnt: `usedTokens`, `sessionHit`, `prefixHit`; `router.firstToken(attempt)` tells that the
 * answer has begun, after which nothing is tried again
 */
export type Work<Result> = (endpoint: ChosenEndpoint, signal: AbortSignal, attempt: Attempt) => Promise<Result>;

export interface RunOptions {
  /** Ends the request: its reason is thrown. `AbortSignal.timeout(ms)` is a timeout over all attempts. */
  readonly signal?: AbortSignal;
}

/** How an attempt failed, where it matters for retries, health and quota. */
export class AttemptError extends Error {
  override readonly name = 'AttemptError';
  readonly outcome: FailedOutcome;
  /** The endpoint asks to be left alone for so long. */
  readonly retryAfterMs: number;

  constructor(
    outcome: FailedOutcome,
    message: string,
    options: ErrorOptions & { readonly retryAfterMs?: number } = {},
  ) {
    super(message, options);
    if (!FAILED_OUTCOMES.includes(outcome)) {
      throw new RangeError(`outcome is "${outcome}": expected one of ${FAILED_OUTCOMES.join(', ')}`);
    }
    this.outcome = outcome;
    this.retryAfterMs = options.retryAfterMs ?? 0;
  }
}

const FAILED_OUTCOMES = ['refused', 'upstream_error', 'rate_limited'] as const satisfies readonly Outcome[];
type FailedOutcome = (typeof FAILED_OUTCOMES)[number];

/** No endpoint could be tried; `cause` is what an earlier attempt threw. */
export class NoEndpointError extends Error {
  override readonly name = 'NoEndpointError';
  /** NO_ROOM, NO_ENDPOINT, NO_QUOTA or NO_MATCH. */
  readonly answer: number;

  constructor({ endpoint, reason }: Decision, cause: unknown) {
    super(reason, { cause });
    this.answer = endpoint;
  }
}

/** What `run` needs of a router. */
interface Routing {
  route(attempt: Attempt): Decision;
  started(endpoint: number, attempt: Attempt): void;
  completed(attempt: Attempt): void;
  refused(attempt: Attempt, outcome: number): void;
  abandoned(attempt: Attempt, outcome: number): void;
  next(attempt: Attempt): number;
  readonly fleet: { readonly metadata: readonly unknown[] };
}

/** See `RequestRouter.run`. */
export async function run<Result>(
  router: Routing,
  request: RequestView,
  work: Work<Result>,
  options: RunOptions,
): Promise<Result> {
  checkRunOptions(options);
  const { signal = new AbortController().signal } = options;
  const attempt = new Attempt(request);
  if (typeof work !== 'function') throw new TypeError('work is missing: expected a function that does an attempt');
  let thrown: unknown; // by the last attempt
  let failure: unknown;
  for (;;) {
    signal.throwIfAborted();
    const decision = router.route(attempt);
    if (decision.endpointId === null) {
      failure = new NoEndpointError(decision, thrown);
    } else {
      const done = await once(router, decision, attempt, work, signal);
      if ('result' in done) return done.result;
      failure = thrown = done.error;
    }
    const delayMs = router.next(attempt);
    if (delayMs === GIVE_UP) throw failure;
    await pause(delayMs, signal);
  }
}

/** The longest that a timer of Node waits, in ms. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** What a timer of Node may be early. */
const EARLY_MS = 1;

/** @throws the signal's reason when it ends meanwhile */
async function pause(delayMs: number, signal: AbortSignal): Promise<void> {
  for (let leftMs = Math.ceil(delayMs) + EARLY_MS; leftMs > 0; leftMs -= LONGEST_TIMER_MS) {
    await sleep(Math.min(leftMs, LONGEST_TIMER_MS), undefined, { signal }).catch(() => {
      signal.throwIfAborted();
    });
  }
}

/** One attempt, from its start to its end. @throws the signal's reason where that has ended it */
async function once<Result>(
  router: Routing,
  { endpoint: index, endpointId, modelId }: Decision,
  attempt: Attempt,
  work: Work<Result>,
  signal: AbortSignal,
): Promise<{ readonly result: Result } | { readonly error: unknown }> {
  const endpoint = { index, id: endpointId ?? '', model: modelId ?? '', metadata: router.fleet.metadata[index] };
  startedOrEnded(router, index, attempt);
  let result: Result;
  try {
    result = await work(endpoint, signal, attempt);
  } catch (error) {
    if (signal.aborted) {
      router.abandoned(attempt, isTimeout(signal.reason) ? TIMED_OUT : CLIENT_GONE);
      throw signal.reason;
    }
    const failed = error instanceof AttemptError ? error : undefined;
    attempt.retryAfterMs = failed?.retryAfterMs ?? 0; // whatever the endpoint said of an earlier attempt
    router.refused(attempt, failed === undefined ? UPSTREAM_ERROR : OUTCOMES.indexOf(failed.outcome));
    return { error };
  }
  router.completed(attempt);
  return { result };
}

/** @throws TypeError, RangeError where an option is none */
function checkRunOptions(options: RunOptions): void {
  refuseUnknown(options, ['signal'], 'options of run');
  const { signal } = options;
  if (signal === undefined || (signal as unknown) instanceof AbortSignal) return;
  throw new TypeError(`signal is ${shownKind(signal)}: expected an AbortSignal, such as AbortSignal.timeout(30_000)`);
}

/** Starts an attempt; where a listener throws it ends at once, and nothing is held against the endpoint. */
function startedOrEnded(router: Routing, endpoint: number, attempt: Attempt): void {
  try {
    router.started(endpoint, attempt);
  } catch (error) {
    if (attempt.isUnderWay) router.abandoned(attempt, CLIENT_GONE);
    throw error;
  }
}

function isTimeout(reason: unknown): boolean {
  return reason instanceof Error && reason.name === 'TimeoutError';
}
