import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import {
  AttemptError,
  CLOSED,
  HealthMonitor,
  NO_ENDPOINT,
  NO_MATCH,
  NO_QUOTA,
  NO_ROOM,
  NoEndpointError,
  QuotaManager,
} from '../../src/router/index.js';
import { dispatch, request } from '../support/routers.js';
import { failure, running, two } from './running.js';

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

  test('waits as long as the only endpoint asks for', async () => {
    const { router, clock } = running([{ id: 'm' }]);
    const startedMs: number[] = [];
    await router.run(request(), () => {
      startedMs.push(performance.now());
      if (startedMs.length > 1) return Promise.resolve();
      setTimeout(() => {
        clock.cell[0] = 40;
      }, 30);
      throw new AttemptError('rate_limited', 'slow down', { retryAfterMs: 40 });
    });
    expect(startedMs[1] - startedMs[0]).toBeGreaterThan(39);
  });

  test('is not tried again at once where the only endpoint asks for a month', async () => {
    const { router, inFlight } = running([{ id: 'm' }]);
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

  test('whatever else is thrown is an upstream error, which the health monitor counts', async () => {
    const { router, fleet, ends } = running([{ id: 'm' }]);
    const monitor = new HealthMonitor(fleet);
    router.setHealthMonitor(monitor);
    let tries = 0;
    const result = await router.run(request(), () => {
      if (++tries === 1) throw new TypeError('fetch failed');
      expect(monitor.report('m').errorsInRow).toBe(tries - 1);
      if (tries === 2) return Promise.reject(new AttemptError('upstream_error', 'HTTP 500'));
      return Promise.resolve('served');
    });
    expect(result).toBe('served');
    expect(monitor.report('m').errorsInRow).toBe(0);
    expect(ends).toEqual(['upstream_error at m', 'upstream_error at m', 'completed at m']);
  });

  test('refusals do not count against health', async () => {
    const { router, fleet } = running([{ id: 'm' }]);
    const monitor = new HealthMonitor(fleet, { errorsInRow: 1 });
    router.setHealthMonitor(monitor);
    await failure(router.run(request(), () => Promise.reject(new AttemptError('refused', 'busy'))));
    expect(monitor.report('m')).toMatchObject({ state: 'serving', errorsInRow: 0, requests: 0 });
  });

  test('an endpoint that asks to be left alone is left alone by every request, and a retry goes elsewhere at once', async () => {
    const { router, fleet, clock } = running([{ id: 'm', replicas: 2 }], { retryDelayMs: 1 });
    const asks = new AttemptError('rate_limited', 'HTTP 429', { retryAfterMs: 60_000 });
    const at: string[] = [];
    const work = ({ id }: { readonly id: string }) => {
      at.push(id);
      return at.length === 1 ? Promise.reject(asks) : Promise.resolve(id);
    };
    await router.run(request(), work);
    for (let i = 0; i < 5; i++) await router.run(request(), work);
    expect(new Set(at.slice(1))).toEqual(new Set([at[0] === 'm/0' ? 'm/1' : 'm/0']));
    expect(fleet.endpoints.closed.filter((bits) => bits !== 0)).toEqual(Int32Array.of(CLOSED.retryAfter));
    clock.cell[0] += 60_000;
    for (let i = 0; i < 5; i++) await router.run(request(), work);
    expect(new Set(at.slice(-4)).size).toBe(2);
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

describe('wrong use leaves nothing in flight', () => {
  test.each(['timed_out', 'completed', 'bogus', undefined])(
    'an AttemptError of %s is an error of the work',
    async (outcome) => {
      const { router, inFlight } = running(two, { maxRetries: 0 });
      const error = await failure(
        router.run(request(), () => {
          throw new AttemptError(outcome as 'refused', 'no');
        }),
      );
      expect(String(error)).toContain(`outcome is "${outcome}": expected one of refused, upstream_error, rate_limited`);
      expect(inFlight()).toBe(0);
    },
  );

  test('work that is none is told, and counts against no endpoint', async () => {
    const { router, fleet, ends } = running(two, { maxRetries: 0 });
    const monitor = new HealthMonitor(fleet);
    router.setHealthMonitor(monitor);
    expect(String(await failure(router.run(request(), undefined as never)))).toContain(
      'work is missing: expected a function',
    );
    expect(ends).toEqual([]);
    expect(monitor.report('m/0').errorsInRow).toBe(0);
  });
});
