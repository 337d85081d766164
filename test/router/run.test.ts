import { getEventListeners } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import {
  type Attempt,
  AttemptError,
  type ChosenEndpoint,
  HealthMonitor,
  type ModelConfig,
  NO_ENDPOINT,
  NO_MATCH,
  NO_QUOTA,
  NO_ROOM,
  NoEndpointError,
  OUTCOMES,
  QuotaManager,
  type RouterOptions,
} from '../../src/router/index.js';
import { dispatch, request, routerOf } from '../support/routers.js';

const two: readonly ModelConfig[] = [{ id: 'm', replicas: 2 }];

/** A router with short delays, and a list of the ends that a listener hears of. */
function running(models = two, options: Partial<RouterOptions> = {}) {
  const made = routerOf(models, 'least_loaded', { retryDelayMs: 1, ...options });
  const ends: string[] = [];
  made.router.listen({
    ended: ({ endpoint, outcome }: Attempt) => {
      ends.push(`${OUTCOMES[outcome]} at ${made.fleet.endpointIds[endpoint]}`);
    },
  });
  const inFlight = () => made.table.inFlight.reduce((sum, count) => sum + count, 0);
  return { ...made, ends, inFlight };
}

/** Work that never ends by itself: it heeds the signal. */
async function endless(signal: AbortSignal): Promise<never> {
  await wait(60_000, undefined, { signal });
  throw new Error('nobody wanted an end');
}

/** What a promise is rejected with. */
async function failure(of: Promise<unknown>): Promise<unknown> {
  return of.then(
    (result) => expect.fail(`it was served: ${String(result)}`),
    (error: unknown) => error,
  );
}

describe('a request that is served', () => {
  test('has one attempt, in flight while it is worked on, whose result is returned', async () => {
    const { router, ends, inFlight, clock } = running();
    const result = await router.run(request(), async (endpoint) => {
      expect(inFlight()).toBe(1);
      clock.cell[0] = 70;
      await wait(1);
      return `by ${endpoint.model}`;
    });
    expect([result, ends.length, inFlight()]).toEqual(['by m', 1, 0]);
    expect(ends[0]).toMatch(/^completed at m\/[01]$/);
    expect(router.loadTracker.getCurrentLoad('m')?.avgLatencyMs).toBe(70);
    expect(router.statistics()).toMatchObject({ total: 1, successful: 1 });
  });

  test('goes with the endpoint’s id, model and metadata', async () => {
    const url = { url: 'https://two.example' };
    const { router, fleet } = running([
      { id: 'a', endpoints: [{}, { metadata: url, maxConcurrent: 20 }] },
      { id: 'b' },
    ]);
    const chosen: ChosenEndpoint[] = [];
    for (const preferredModel of [0, 1]) {
      await router.run(request({ preferredModel }), async (endpoint) => {
        chosen.push(endpoint);
        await wait(0);
      });
    }
    fleet.setHealth(0, 'unhealthy');
    await router.run(request({ preferredModel: 0 }), (endpoint) => Promise.resolve(chosen.push(endpoint)));
    for (const { index, id, model, metadata } of chosen) {
      expect([id, model, metadata]).toEqual([fleet.endpointIds[index], id[0], id === 'a/1' ? url : undefined]);
    }
    expect(chosen[1]).toEqual({ index: 2, id: 'b', model: 'b', metadata: undefined });
    expect(chosen[2]).toEqual({ index: 1, id: 'a/1', model: 'a', metadata: url });
    expect(chosen[2].metadata).toBe(url);
  });

  test('says what it used: quota is settled by it', async () => {
    const { router, fleet } = running();
    const quota = new QuotaManager(fleet, { m: { tokensPerMinute: 1000 } });
    router.setQuotaManager(quota);
    await router.run(request({ estimatedTokens: 400 }), (_endpoint, _signal, attempt) => {
      expect(quota.getModelReport('m').tokens.left).toBe(600);
      attempt.usedTokens = 150;
      return Promise.resolve();
    });
    expect(quota.getModelReport('m').tokens.left).toBe(850);
  });

  test('stays with its session', async () => {
    const { router } = running([{ id: 'm', replicas: 4 }]);
    router.setStrategy('random', undefined, { affinity: true });
    const endpoints = new Set<string>();
    for (let i = 0; i < 20; i++) {
      await router.run(request({ session: 's' }), ({ id }) => Promise.resolve(endpoints.add(id)));
    }
    expect(endpoints.size).toBe(1);
  });

  test('does not mind others that are under way', async () => {
    const { router, table, inFlight } = running();
    const served = Array.from({ length: 6 }, (_, i) =>
      router.run(request(), async (_endpoint, _signal, attempt) => {
        await wait(2 * i);
        expect(attempt.isUnderWay).toBe(true);
        return i;
      }),
    );
    expect([...table.inFlight]).toEqual([3, 3]);
    expect(await Promise.all(served)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(inFlight()).toBe(0);
  });
});

describe('a request that was refused', () => {
  test('is served elsewhere: the endpoint that refused is left out', async () => {
    const { router, ends } = running([{ id: 'm', replicas: 3 }]);
    const tried: string[] = [];
    const result = await router.run(request(), ({ id }) => {
      tried.push(id);
      if (tried.length < 3) throw new AttemptError('refused', 'busy');
      return Promise.resolve(id);
    });
    expect([...tried].sort()).toEqual(['m/0', 'm/1', 'm/2']);
    expect(result).toBe(tried[2]);
    expect(ends).toEqual([`refused at ${tried[0]}`, `refused at ${tried[1]}`, `completed at ${tried[2]}`]);
  });

  test('waits before it is tried again, each time twice as long', async () => {
    const { router } = running(two, { retryDelayMs: 20, maxRetries: 2 });
    const startedMs: number[] = [];
    await failure(
      router.run(request(), () => {
        startedMs.push(performance.now());
        return Promise.reject(new AttemptError('refused', 'busy'));
      }),
    );
    expect(startedMs).toHaveLength(3);
    expect(startedMs[1] - startedMs[0]).toBeGreaterThan(19); // a timer may be 1 ms early
    expect(startedMs[2] - startedMs[1]).toBeGreaterThan(39);
  });

  test('waits as long as the endpoint asks for', async () => {
    const { router } = running();
    const startedMs: number[] = [];
    await router.run(request(), () => {
      startedMs.push(performance.now());
      if (startedMs.length > 1) return Promise.resolve();
      throw new AttemptError('rate_limited', 'slow down', { retryAfterMs: 40 });
    });
    expect(startedMs[1] - startedMs[0]).toBeGreaterThan(39);
  });

  test('is not tried again at once where the endpoint asks for a month', async () => {
    const { router, inFlight } = running();
    let tries = 0;
    const signal = AbortSignal.timeout(50);
    const work = () => {
      tries++;
      return Promise.reject(new AttemptError('rate_limited', 'slow down', { retryAfterMs: 30 * 24 * 3_600_000 }));
    };
    await failure(router.run(request(), work, { signal }));
    expect([tries, inFlight()]).toEqual([1, 0]);
  });

  test('is given up after so many retries, with the last error', async () => {
    const { router, ends, inFlight } = running(two, { maxRetries: 2 });
    let tries = 0;
    const error = await failure(
      router.run(request(), () => Promise.reject(new AttemptError('refused', `try ${++tries}`))),
    );
    expect(error).toBeInstanceOf(AttemptError);
    expect(error).toMatchObject({ name: 'AttemptError', message: 'try 3', outcome: 'refused', retryAfterMs: 0 });
    expect([tries, ends.length, inFlight()]).toEqual([3, 3, 0]);
  });

  test('is not tried again once its client has read of the answer', async () => {
    const { router, ends } = running();
    let tries = 0;
    const broken = new Error('connection lost');
    const error = await failure(
      router.run(request(), (_endpoint, _signal, attempt) => {
        tries++;
        router.firstToken(attempt);
        throw broken;
      }),
    );
    expect([error, tries, ends.length]).toEqual([broken, 1, 1]);
  });

  test('is tried again where the answer had not begun', async () => {
    const { router } = running();
    let tries = 0;
    await router.run(request(), (_endpoint, _signal, attempt) => {
      if (++tries === 1) throw new Error('connection lost');
      router.firstToken(attempt);
      return Promise.resolve();
    });
    expect(tries).toBe(2);
  });
});

describe('what went wrong is known to the managers', () => {
  test('a rate limit closes the quota of the model', async () => {
    const { router, fleet, ends } = running();
    const quota = new QuotaManager(fleet, { m: { requestsPerMinute: 10 } });
    router.setQuotaManager(quota);
    const limited = new AttemptError('rate_limited', 'too many');
    const error = await failure(router.run(request(), () => Promise.reject(limited)));
    expect(error).toBeInstanceOf(NoEndpointError);
    expect(error).toMatchObject({ answer: NO_QUOTA, message: 'no model has quota left', cause: limited });
    expect(ends).toHaveLength(1);
    expect(quota.getModelReport('m')).toMatchObject({ used: 1, requests: { left: 0 } });
  });

  test('whatever else is thrown is an upstream error, which counts against health', async () => {
    const { router, fleet, table, ends } = running([{ id: 'm' }]);
    router.setHealthMonitor(new HealthMonitor(fleet, { errorsToDegrade: 1, errorsToEject: 3 }));
    let tries = 0;
    const result = await router.run(request(), () => {
      if (++tries === 1) throw new TypeError('fetch failed');
      expect(table.health[0]).toBe(1); // degraded by now
      if (tries === 2) return Promise.reject(new AttemptError('upstream_error', 'HTTP 500'));
      return Promise.resolve('served');
    });
    expect(result).toBe('served');
    expect(table.health[0]).toBe(0);
    expect(ends).toEqual(['upstream_error at m', 'upstream_error at m', 'completed at m']);
  });

  test('refusals do not count against health', async () => {
    const { router, fleet, table } = running([{ id: 'm' }]);
    router.setHealthMonitor(new HealthMonitor(fleet, { errorsToDegrade: 1, errorsToEject: 2 }));
    await failure(router.run(request(), () => Promise.reject(new AttemptError('refused', 'busy'))));
    expect(table.health[0]).toBe(0);
  });

  test('once the last endpoint was ejected, that is the error, caused by what ejected it', async () => {
    const { router, fleet } = running([{ id: 'm' }], { maxRetries: 5 });
    router.setHealthMonitor(new HealthMonitor(fleet, { errorsToDegrade: 1, errorsToEject: 2 }));
    let tries = 0;
    const error = await failure(router.run(request(), () => Promise.reject(new Error(`failure ${++tries}`))));
    expect(error).toMatchObject({ answer: NO_ENDPOINT, message: 'no endpoint is healthy or degraded' });
    expect((error as Error).cause).toMatchObject({ message: 'failure 2' });
  });
});

describe('where no endpoint can be tried', () => {
  test.each([
    ['unhealthy', NO_ENDPOINT, 'no endpoint is healthy or degraded', 1],
    ['not what is asked for', NO_MATCH, 'no endpoint meets the requirements of the request', 1],
    ['full', NO_ROOM, 'no endpoint has room', 3],
  ])('since all are %s, the error says so and nothing was worked on', async (why, answer, message, decisions) => {
    const { router, fleet } = running([{ id: 'm', maxConcurrent: 1, maxQueue: 0 }], { maxRetries: 2 });
    if (why === 'unhealthy') fleet.setHealth(0, 'unhealthy');
    if (why === 'full') dispatch(router, 0, 1);
    const asked = request({ region: why === 'not what is asked for' ? 3 : -1 });
    const error = await failure(router.run(asked, () => expect.fail('it was worked on')));
    expect(error).toBeInstanceOf(NoEndpointError);
    expect(error).toMatchObject({ name: 'NoEndpointError', answer, message });
    expect(router.statistics()).toMatchObject({ total: decisions, failed: decisions });
  });

  test('a request waits for room, and is served when there is some', async () => {
    const { router } = running([{ id: 'm', maxConcurrent: 1, maxQueue: 0 }]);
    const [other] = dispatch(router, 0, 1);
    const served = router.run(request(), ({ id }) => Promise.resolve(id));
    router.completed(other);
    expect(await served).toBe('m');
    expect(router.statistics()).toMatchObject({ total: 2, failed: 1 });
  });

  test('the cause is what the last attempt threw, also after several decisions without room', async () => {
    const { router } = running([{ id: 'm', maxConcurrent: 1, maxQueue: 0 }], { maxRetries: 3 });
    const broken = new Error('broken');
    const error = await failure(
      router.run(request(), async () => {
        await wait(0);
        setImmediate(() => dispatch(router, 0, 1)); // somebody else takes the place
        throw broken;
      }),
    );
    expect(error).toMatchObject({ answer: NO_ROOM });
    expect((error as Error).cause).toBe(broken);
  });
});

describe('a signal', () => {
  test('that has ended before makes nothing happen', async () => {
    const { router, ends } = running();
    const reason = new Error('never mind');
    const work = () => expect.fail('it was worked on');
    expect(await failure(router.run(request(), work, { signal: AbortSignal.abort(reason) }))).toBe(reason);
    expect([router.statistics().total, ends]).toEqual([0, []]);
  });

  test('that ends during an attempt ends it: the client is gone, nothing is in flight, its reason is thrown', async () => {
    const { router, ends, inFlight, table } = running();
    const client = new AbortController();
    const reason = new Error('client gone');
    let attempt: Attempt | undefined;
    const gone = failure(
      router.run(
        request(),
        (_endpoint, signal, of) => {
          attempt = of;
          expect(signal).toBe(client.signal);
          return endless(signal);
        },
        { signal: client.signal },
      ),
    );
    await wait(2);
    expect(inFlight()).toBe(1);
    client.abort(reason);
    expect(await gone).toBe(reason);
    expect(inFlight()).toBe(0);
    expect(ends).toEqual([`client_gone at m/${attempt?.endpoint ?? -1}`]);
    expect([attempt?.isUnderWay, attempt?.triedCount, [...table.health]]).toEqual([false, 0, [0, 0]]);
  });

  test('of a timeout gives the outcome timed_out', async () => {
    const { router, ends, inFlight } = running([{ id: 'm' }]);
    const signal = AbortSignal.timeout(10);
    const error = await failure(router.run(request(), (_endpoint, of) => endless(of), { signal }));
    expect(error).toBe(signal.reason);
    expect(error).toMatchObject({ name: 'TimeoutError' });
    expect([ends, inFlight()]).toEqual([['timed_out at m'], 0]);
  });

  test('of a timeout is over all attempts', async () => {
    const { router, ends } = running([{ id: 'm' }], { maxRetries: 15 });
    const work = async () => {
      await wait(5);
      throw new AttemptError('refused', 'busy');
    };
    const error = await failure(router.run(request(), work, { signal: AbortSignal.timeout(100) }));
    expect(error).toMatchObject({ name: 'TimeoutError' });
    expect(ends.length).toBeGreaterThan(1);
    expect(ends.length).toBeLessThan(16);
  });

  test('that ends during the delay ends it at once', async () => {
    const { router, ends, inFlight } = running([{ id: 'm' }], { retryDelayMs: 60_000 });
    const client = new AbortController();
    const reason = new Error('client gone');
    const gone = failure(
      router.run(request(), () => Promise.reject(new AttemptError('refused', 'busy')), { signal: client.signal }),
    );
    await wait(5);
    expect([ends, inFlight()]).toEqual([['refused at m'], 0]);
    client.abort(reason);
    expect(await gone).toBe(reason);
    expect(ends).toEqual(['refused at m']);
  });

  test('that ends when the answer is there already takes nothing away', async () => {
    const { router, ends } = running([{ id: 'm' }]);
    const client = new AbortController();
    const work = () => {
      client.abort();
      return Promise.resolve('served');
    };
    expect(await router.run(request(), work, { signal: client.signal })).toBe('served');
    expect(ends).toEqual(['completed at m']);
  });

  test('has no listener left when the request has ended', async () => {
    const { router } = running([{ id: 'm' }], { maxRetries: 3 });
    const { signal } = new AbortController();
    await failure(router.run(request(), () => Promise.reject(new AttemptError('refused', 'busy')), { signal }));
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });
});

test('the quota of an attempt that was ended by its signal stays used as estimated', async () => {
  const { router, fleet } = running();
  const quota = new QuotaManager(fleet, { m: { tokensPerMinute: 1000, concurrency: 3 } });
  router.setQuotaManager(quota);
  const asked = request({ estimatedTokens: 300 });
  await failure(router.run(asked, (_endpoint, signal) => endless(signal), { signal: AbortSignal.timeout(5) }));
  expect(quota.getModelReport('m')).toMatchObject({ tokens: { left: 700 }, concurrency: { inFlight: 0 } });
});
