import { getEventListeners } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { type Attempt, AttemptError, QuotaManager } from '../../src/router/index.js';
import { request } from '../support/routers.js';
import { endless, failure, running } from './running.js';

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
