import { describe, expect, test } from 'vitest';
import { QuotaManager } from '../../../src/router/index.js';
import {
  type AlertKindName,
  alertKindNames,
  type AlertRule,
  AlertSystem,
} from '../../../src/router/monitoring/index.js';
import { monitored } from './monitored.js';

/** A model `m` of two endpoints, which serve ten each, with a quota. */
function fleetOf() {
  const made = monitored([{ id: 'm', replicas: 2, maxConcurrent: 10, maxQueue: 5 }, { id: 'other' }]);
  const quota = new QuotaManager(made.fleet, { m: { requestsPerMinute: 100 } });
  made.router.setQuotaManager(quota);
  const watched = { fleet: made.fleet, loadTracker: made.router.loadTracker, performance: made.tracker, quota };
  return {
    ...made,
    /** What a rule that waits for nothing raises now. */
    raised: (kind: AlertKindName, rule: Partial<AlertRule> = {}) => {
      const system = new AlertSystem({ ...watched, rules: [{ name: kind, kind, forMs: 0, ...rule }] });
      system.evaluate();
      return system.alerts().map(({ model, value, limit }) => ({ model, value, limit }));
    },
  };
}

type Life = ReturnType<typeof fleetOf>;

/** For each kind: what leaves it quiet, what raises it then, and with which value and limit. */
const ROWS: Readonly<
  Record<AlertKindName, { quiet: (life: Life) => void; loud: (life: Life) => void; shows: object }>
> = {
  overload: {
    quiet: ({ occupy }) => occupy('m', 20),
    loud: ({ occupy }) => occupy('m', 1),
    shows: { value: 1.05, limit: 1 },
  },
  over_target: {
    quiet: ({ occupy }) => occupy('m', 16),
    loud: ({ occupy }) => occupy('m', 1),
    shows: { value: 0.85, limit: 0.8 },
  },
  error_rate: {
    quiet: ({ complete, fail }) => {
      complete(18, { model: 'm' });
      fail(2, { model: 'm' });
    },
    loud: ({ fail }) => {
      fail(4, { model: 'm' });
    },
    shows: { value: 0.25, limit: 0.1 },
  },
  p99: {
    quiet: ({ complete }) => {
      complete(99, { model: 'm', latencyMs: 30_000 });
    },
    loud: ({ complete }) => {
      complete(2, { model: 'm', latencyMs: 40_000 });
    },
    shows: { value: expect.closeTo(40_000, -3) as number, limit: 30_000 },
  },
  quota: {
    quiet: ({ complete }) => {
      complete(90, { model: 'm', latencyMs: 0 });
    },
    loud: ({ complete }) => {
      complete(1, { model: 'm', latencyMs: 0 });
    },
    shows: { value: expect.closeTo(0.91, 9) as number, limit: 0.9 },
  },
};

describe.each(alertKindNames)('%s', (kind) => {
  test('is raised above its default limit, and not at it', () => {
    const { quiet, loud, shows } = ROWS[kind];
    const life = fleetOf();
    expect(life.raised(kind)).toEqual([]);
    quiet(life);
    expect(life.raised(kind)).toEqual([]);
    loud(life);
    expect(life.raised(kind)).toEqual([{ model: 'm', ...shows }]);
  });
});

test('overload is also a queue that is longer than max_queue, as an endpoint reports it', () => {
  const { router, raised } = fleetOf();
  router.loadTracker.reportLoad('m/0', { activeRequests: 4, queueDepth: 11 });
  expect(raised('overload')).toEqual([{ model: 'm', value: 0.2, limit: 1 }]);
});

test('error_rate and p99 have no value of fewer attempts than a rule asks for', () => {
  const { fail, complete, raised } = fleetOf();
  fail(4, { model: 'm' });
  expect(raised('error_rate', { minAttempts: 5 })).toEqual([]);
  expect(raised('error_rate', { minAttempts: 4 })).toHaveLength(1);
  complete(4, { model: 'm', latencyMs: 5000 });
  expect(raised('p99', { minAttempts: 5, above: 1000 })).toEqual([]);
  expect(raised('p99', { minAttempts: 4, above: 1000 })).toHaveLength(1);
});
