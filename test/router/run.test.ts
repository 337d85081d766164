import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { type ChosenEndpoint, QuotaManager } from '../../src/router/index.js';
import { request } from '../support/routers.js';
import { running } from './running.js';

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
