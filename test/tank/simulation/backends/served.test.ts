import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { type Attempt, type Policy, RATE_LIMITED, UPSTREAM_ERROR } from '../../../../src/router/index.js';
import { type Backend, backend, type BackendContext } from '../../../../src/tank/simulation/backends/backend.js';
import { backends } from '../../../../src/tank/simulation/backends/registry.js';
import { COMPLETED, FAILED, OVERLOAD_FAILED } from '../../../../src/tank/simulation/index.js';
import { simulated } from '../../../support/simulations.js';

/** Each attempt in turn meets what a script says, a millisecond later each. */
type Step = 'first token' | 'preempted' | 'completed' | 'error' | 'rate limited';

class Scripted implements Backend {
  readonly #context: BackendContext;
  readonly #scripts: readonly (readonly Step[])[];
  #offered = 0;
  #attempt = -1;
  #steps: Step[] = [];

  constructor(context: BackendContext, scripts: readonly (readonly Step[])[]) {
    this.#context = context;
    this.#scripts = scripts;
  }

  offer(endpoint: number, attempt: number): boolean {
    this.#context.stations.enter(endpoint);
    this.#attempt = attempt;
    this.#steps = [...this.#scripts[this.#offered++]];
    this.#schedule(this.#context.calendar.clock.nowMs() + 1);
    return true;
  }

  advance(): void {
    const { served, stations, calendar } = this.#context;
    const step = this.#steps.shift();
    this.#schedule(this.#steps.length === 0 ? Infinity : calendar.clock.nowMs() + 1);
    const attempt = this.#attempt;
    if (step === 'first token') served.firstToken(attempt);
    else if (step === 'preempted') served.preempted(attempt);
    else {
      stations.leave(0);
      if (step === 'completed') served.completed(attempt);
      else served.failed(attempt, step === 'error' ? UPSTREAM_ERROR : RATE_LIMITED);
    }
  }

  cancel(): void {
    this.#schedule(Infinity);
    this.#context.stations.leave(0);
  }

  fail(): void {
    this.cancel();
  }

  setSpeed(): void {
    // as fast as the script
  }

  setLimits(endpoint: number, maxConcurrent: number, maxQueue: number): void {
    this.#context.stations.setLimits(endpoint, maxConcurrent, maxQueue, maxConcurrent);
  }

  #schedule(timeMs: number): void {
    this.#context.calendar.sourceMs[0] = timeMs;
    this.#context.calendar.scheduled(0);
  }
}

/** Runs one request at a time on such a backend; a policy notes what it hears. */
function played(scripts: readonly (readonly Step[])[], requests: number, maxRetries: number) {
  const registry = backends as Record<string, unknown>;
  registry['scripted'] = backend({
    summary: 'for tests',
    options: z.strictObject({}),
    measures: [],
    limits: (_options, believed) => believed,
    sources: () => 1,
    create: (context) => new Scripted(context, scripts),
  });
  onTestFinished(() => {
    delete registry['scripted'];
  });
  const heard: string[] = [];
  const note = (what: string) => (attempt: Attempt) => {
    heard.push(`${what} ${attempt.startedMs} ${attempt.firstTokenMs} ${attempt.outcome}`);
  };
  const policy: Policy = {
    pick: (_request, _table, { index }) => index[0],
    pickAmong: (_request, _table, list) => list[0],
    onChange: () => undefined,
    score: () => 0,
    started: note('started'),
    firstToken: note('first token'),
    ended: note('ended'),
  };
  const simulation = simulated({
    models: [{ id: 'm', maxConcurrent: 10 }],
    backends: [{ kind: 'scripted' as 'slots', speed: 1 }],
    policy: { name: 'listening', create: () => policy },
    router: { maxRetries, retryDelayMs: 5 },
    arrivalMs: Array.from({ length: requests }, (_, r) => 100 * r),
    demandMs: new Float64Array(requests),
  });
  const { stations, outcomes } = simulation;
  return { heard, stations, outcomes };
}

test('a first token and a completion reach the router, in their time', () => {
  const { heard, outcomes } = played([['first token', 'completed']], 1, 0);
  expect(heard).toEqual(['started 0 -1 -1', 'first token 0 1 -1', 'ended 0 1 0']);
  expect([outcomes.status[0], outcomes.responseMs[0]]).toEqual([COMPLETED, 2]);
});

test('an attempt that fails is tried again, and the request ends as its last attempt did', () => {
  const { heard, outcomes } = played(
    [['error'], ['completed'], ['error'], ['error'], ['rate limited'], ['rate limited']],
    3,
    1,
  );
  expect(heard.filter((line) => line.startsWith('ended'))).toEqual([
    `ended 0 -1 ${UPSTREAM_ERROR}`,
    'ended 6 -1 0',
    `ended 100 -1 ${UPSTREAM_ERROR}`,
    `ended 106 -1 ${UPSTREAM_ERROR}`,
    `ended 200 -1 ${RATE_LIMITED}`,
    `ended 206 -1 ${RATE_LIMITED}`,
  ]);
  expect([...outcomes.status]).toEqual([COMPLETED, FAILED, OVERLOAD_FAILED]);
  expect([...outcomes.attempts]).toEqual([2, 2, 2]);
});

test('after its first token an attempt that fails is not tried again', () => {
  const { outcomes } = played([['first token', 'error']], 1, 3);
  expect([outcomes.status[0], outcomes.attempts[0]]).toEqual([FAILED, 1]);
});

test('an attempt that is thrown out of service is counted, and goes on', () => {
  const { stations, outcomes } = played([['preempted', 'preempted', 'completed']], 1, 0);
  expect([stations.preempted[0], outcomes.status[0], outcomes.responseMs[0]]).toEqual([2, COMPLETED, 3]);
});
