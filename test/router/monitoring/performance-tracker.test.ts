import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CLIENT_GONE, COMPLETED, UPSTREAM_ERROR } from '../../../src/router/index.js';
import { PerformanceTracker } from '../../../src/router/monitoring/index.js';
import { runs } from '../../support/runs.js';
import { FAILURES, monitored } from './monitored.js';

describe('of a model the tracker tells', () => {
  test('nothing before the first attempt, and null of one that there is not', () => {
    const { tracker } = monitored();
    expect(tracker.model('large')).toEqual({
      model: 'large',
      count: 0,
      successShare: null,
      latencyMs: null,
      window: { count: 0, errorShare: null, p50Ms: null, p95Ms: null, p99Ms: null },
    });
    expect(tracker.model('huge')).toBeNull();
    expect(tracker.model('constructor')).toBeNull();
  });

  test.each(FAILURES)('that an attempt which ended as %s is a failure', (_, outcome) => {
    const { tracker, complete, end } = monitored();
    complete(3);
    end(outcome);
    expect(tracker.model('large')).toMatchObject({ count: 4, successShare: 0.75 });
    expect(tracker.model('large')?.window).toMatchObject({ count: 4, errorShare: 0.25 });
    expect(tracker.model('small')?.count).toBe(0);
  });

  test('nothing of an attempt whose client went away', () => {
    const { tracker, end } = monitored();
    end(CLIENT_GONE, { agent: 'coder' });
    expect(tracker.model('large')?.count).toBe(0);
    expect(tracker.pairs()).toEqual([]);
  });

  test('the mean latency of what completed, weighted by exp(−age / 10 s)', () => {
    const { tracker, complete, fail, waitUntil } = monitored();
    complete(1, { latencyMs: 1000 });
    fail(5, { latencyMs: 60_000 });
    waitUntil(10_000);
    complete(1, { latencyMs: 200 });
    const faded = Math.exp(-1);
    expect(tracker.model('large')?.latencyMs).toBeCloseTo((1000 * faded + 200) / (faded + 1), 0);
  });

  test('percentiles of what completed in the window, at most 1 % and 0.1 ms below those of the sorted latencies, never above', () => {
    const exact = fc.double({ min: 0, max: 200, noNaN: true });
    const latency = fc.oneof(exact, fc.nat(50), fc.nat(5000), fc.nat(3_600_000));
    fc.assert(
      fc.property(fc.array(latency, { minLength: 1, maxLength: 200 }), (latencies) => {
        const { tracker, complete } = monitored();
        for (const latencyMs of latencies) complete(1, { latencyMs });
        const sorted = latencies.toSorted((a, b) => a - b);
        const window = tracker.model('large')?.window;
        for (const [share, found = null] of [
          [0.5, window?.p50Ms],
          [0.95, window?.p95Ms],
          [0.99, window?.p99Ms],
        ] as const) {
          const expected = sorted[Math.ceil(share * sorted.length - 1e-9) - 1];
          expect(found).toBeLessThanOrEqual(expected);
          expect(found).toBeGreaterThanOrEqual(0.99 * expected - 0.1);
        }
      }),
      runs(60),
    );
  });

  test('of the window the last minute, a sixth of it at a time', () => {
    const { tracker, complete, fail, waitUntil } = monitored();
    const window = () => tracker.model('large')?.window;
    waitUntil(5000);
    fail(10);
    for (let s = 6; s < 55; s++) {
      waitUntil(1000 * s);
      expect(window()).toMatchObject({ count: 10, errorShare: 1 });
    }
    complete(10, { latencyMs: 300 });
    waitUntil(65_000);
    expect(window()).toMatchObject({ count: 10, errorShare: 0, p50Ms: expect.closeTo(299, 0) as number });
    waitUntil(1e9);
    expect(window()).toEqual({ count: 0, errorShare: null, p50Ms: null, p95Ms: null, p99Ms: null });
    expect(tracker.model('large')).toMatchObject({ count: 20, successShare: 0.5 });
  });

  test('a latency of more than a day as one of a day, and one below nothing as none', () => {
    const { tracker, complete, end, clock } = monitored();
    complete(1, { latencyMs: 1e9 });
    expect(tracker.model('large')?.window.p99Ms).toBeGreaterThan(0.99 * 86_400_000);
    expect(tracker.model('large')?.window.p99Ms).toBeLessThanOrEqual(86_400_000);
    clock.cell[0] = 1e6;
    end(COMPLETED, { latencyMs: -500, model: 'small' });
    expect(tracker.model('small')?.latencyMs).toBe(0);
  });

  test('what it was, and goes on from there, where the clock is set back', () => {
    const { tracker, complete, fail, waitUntil } = monitored();
    waitUntil(1e9);
    fail(10, { agent: 'coder' });
    waitUntil(1000);
    complete(10, { agent: 'coder' });
    expect(tracker.model('large')?.window).toMatchObject({ count: 20, errorShare: 0.5 });
    expect(tracker.pair('coder', 'large')).toMatchObject({ successShare: 0.5 });
    expect(tracker.pair('coder', 'large')?.count).toBeCloseTo(20, 1);
    waitUntil(62_000);
    expect(tracker.model('large')?.window.count).toBe(0);
  });
});

test('models and endpoints may come and go', () => {
  const { tracker, complete, fail, fleet } = monitored();
  complete(1);
  fleet.addModel({ id: 'new', replicas: 40 });
  fail(1, { model: 'new', agent: 'coder' });
  fleet.removeEndpoint('large/0');
  complete(1, { model: 'large', agent: 'coder' });
  fleet.addEndpoint('small'); // in the place of the one that was removed
  complete(4, { model: 'small' });
  expect(['large', 'small', 'new'].map((id) => tracker.model(id)?.count)).toEqual([2, 4, 1]);
  expect(tracker.pairs().map(({ model, successShare }) => [model, successShare])).toEqual([
    ['large', 1],
    ['new', 0],
  ]);
  for (const id of [...fleet.endpointsNamed('large')].map((e) => fleet.endpointIds[e])) fleet.removeEndpoint(id);
  expect(tracker.model('large')?.count).toBe(2);
});

describe('of an agent at a model the tracker tells', () => {
  test('nothing where there was no attempt, and nothing of requests without an agent', () => {
    const { tracker, complete } = monitored();
    complete(3);
    complete(1, { agent: 'coder' });
    expect(tracker.pair('', 'large')).toBeNull();
    expect(tracker.pair('writer', 'large')).toBeNull();
    expect(tracker.pair('coder', 'small')).toBeNull();
    expect(tracker.pair('coder', 'huge')).toBeNull();
    expect(tracker.pairs()).toHaveLength(1);
  });

  test('how many attempts, which share of them completed and how long these took, each weighing exp(−age / 10 min)', () => {
    const { tracker, complete, fail, waitUntil } = monitored();
    fail(10, { agent: 'coder' });
    expect(tracker.pair('coder', 'large')).toMatchObject({ count: 10, successShare: 0, latencyMs: null });
    complete(10, { agent: 'coder', latencyMs: 1000 });
    waitUntil(600_000);
    complete(10, { agent: 'coder', latencyMs: 200 });
    const faded = Math.exp(-1);
    const pair = tracker.pair('coder', 'large');
    expect(pair).toMatchObject({ agent: 'coder', model: 'large' });
    expect(pair?.count).toBeCloseTo(10 + 20 * faded, 1);
    expect(pair?.successShare).toBeCloseTo((10 + 10 * faded) / (10 + 20 * faded), 2);
    expect(pair?.latencyMs).toBeCloseTo((200 + 1000 * faded) / (1 + faded), 0);
    waitUntil(1e12);
    expect(tracker.pair('coder', 'large')?.count).toBeLessThan(1e-9);
  });

  test('as much as a Map of the pairs used last would, and no more of them than its limit', () => {
    const event = fc.record({ agent: fc.nat(12), model: fc.nat(3), isGood: fc.boolean() });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 200 }), fc.integer({ min: 1, max: 9 }), (events, pairLimit) => {
        const models = [{ id: 'a' }, { id: 'b' }, { id: 'c' }, { id: 'd' }];
        const { tracker, end } = monitored(models, { pairLimit });
        const kept = new Map<string, { count: number; good: number }>();
        for (const { agent, model, isGood } of events) {
          const key = `agent ${agent}/${models[model].id}`;
          const { count, good } = kept.get(key) ?? { count: 0, good: 0 };
          kept.delete(key);
          kept.set(key, { count: count + 1, good: good + Number(isGood) });
          for (const oldest of kept.keys()) if (kept.size > pairLimit) kept.delete(oldest);
          end(isGood ? COMPLETED : UPSTREAM_ERROR, { agent: `agent ${agent}`, model: models[model].id, latencyMs: 0 });
        }
        const found = tracker
          .pairs()
          .map(({ agent, model, count, successShare }) => [
            `${agent}/${model}`,
            { count, good: Math.round(successShare * count) },
          ]);
        expect(found).toEqual([...kept].sort(([a], [b]) => (inOrder(a) < inOrder(b) ? -1 : 1)));
      }),
      runs(100),
    );
  });
});

/** Agents before models: a separator below all characters of both. */
const inOrder = (key: string) => key.replace('/', '\u0000');

test('options that cannot be are refused, by name', () => {
  const { fleet } = monitored();
  const refused = (options: object) => () => new PerformanceTracker(fleet, options);
  expect(refused({ windowMs: 0 })).toThrow('windowMs is 0: expected a number from 1');
  expect(refused({ pairLimit: 10_001 })).toThrow('pairLimit is 10001: expected a whole number from 1 to 10000');
  expect(refused({ window: 5 })).toThrow('PerformanceTracker has no option "window"');
  expect(() => new PerformanceTracker({} as never)).toThrow('fleet is an object: expected new Fleet(');
});
