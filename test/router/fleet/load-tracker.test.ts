import { beforeEach, describe, expect, test } from 'vitest';
import { ManualClock } from '../../../src/core/clock.js';
import { Fleet, type Load, LoadTracker } from '../../../src/router/index.js';

let clock: ManualClock;
let tracker: LoadTracker;

beforeEach(() => {
  clock = new ManualClock();
  const models = [
    { id: 'single', maxConcurrent: 10, maxQueue: 5, targetUtilization: 0.8 },
    { id: 'pair', replicas: 2, maxConcurrent: 4, maxQueue: 1, targetUtilization: 0.5 },
  ];
  tracker = new LoadTracker(new Fleet({ models, clock }));
});

const at = (ms: number) => {
  clock.cell[0] = ms;
};
const loadOf = (name: string): Load => {
  const load = tracker.getCurrentLoad(name);
  if (load === null) throw new Error(`the load of ${name} is unknown`);
  return load;
};

describe('updateLoad', () => {
  test('+1 when a request starts, −1 when it completes: utilization follows, the time is stamped', () => {
    at(100);
    tracker.updateLoad('single', 1);
    tracker.updateLoad('single', 1);
    expect(loadOf('single')).toMatchObject({ activeRequests: 2, utilization: 0.2, lastUpdatedMs: 100 });
    at(250);
    tracker.updateLoad('single', -1);
    expect(loadOf('single')).toMatchObject({ activeRequests: 1, utilization: 0.1, lastUpdatedMs: 250 });
  });

  test('fewer than no requests are refused, and nothing changes', () => {
    tracker.updateLoad('single', 1);
    at(5);
    expect(() => {
      tracker.updateLoad('single', -2);
    }).toThrow(
      new RangeError(
        'updateLoad("single", -2) would leave -1 active requests: expected a whole number from 0 to 1073741824',
      ),
    );
    expect(() => {
      tracker.updateLoad('single', 0.5);
    }).toThrow(RangeError);
    expect(loadOf('single')).toMatchObject({ activeRequests: 1, lastUpdatedMs: 0 });
  });
});

test('the mean latency of the fleet is weighted by exp(−age / 10 s), over all its endpoints', () => {
  const ends = [
    { endpoint: 0, ms: 1000, latencyMs: 100 },
    { endpoint: 1, ms: 4000, latencyMs: 700 },
    { endpoint: 2, ms: 5000, latencyMs: 300 },
    { endpoint: 0, ms: 9000, latencyMs: 50 },
  ];
  expect(tracker.fleetLatencyMs[0]).toBeNaN();
  ends.forEach(({ endpoint, ms, latencyMs }, last) => {
    at(ms);
    tracker.learn(endpoint, { startedMs: ms - latencyMs });
    const weights = ends.slice(0, last + 1).map((end) => Math.exp((end.ms - ms) / 10_000));
    const sum = weights.reduce((total, weight, i) => total + weight * ends[i].latencyMs, 0);
    const expected = sum / weights.reduce((total, weight) => total + weight, 0);
    expect(Math.abs(tracker.fleetLatencyMs[0] / expected - 1)).toBeLessThan(2 / 1024); // ages are counted in steps
  });
});

describe('getCurrentLoad', () => {
  test('is null for a name that is neither a model nor an endpoint', () => {
    expect(tracker.getCurrentLoad('other')).toBeNull();
    expect(tracker.getUtilization('other')).toBeNull();
    expect(tracker.getCurrentLoad('pair/2')).toBeNull();
  });

  test('of an endpoint that nobody used is empty, not unknown', () => {
    at(90_000);
    expect(loadOf('single')).toEqual({
      activeRequests: 0,
      queueDepth: 0,
      avgLatencyMs: null,
      utilization: 0,
      lastUpdatedMs: 0,
    });
  });

  test('of own counts never ages', () => {
    tracker.updateLoad('single', 3);
    at(3_600_000);
    expect(loadOf('single')).toMatchObject({ activeRequests: 3, lastUpdatedMs: 0 });
  });

  test('of reports alone is the last report, and null once that is more than 60 s old', () => {
    at(1000);
    tracker.reportLoad('single', { activeRequests: 7, queueDepth: 2 });
    at(61_000);
    expect(loadOf('single')).toMatchObject({
      activeRequests: 7,
      queueDepth: 2,
      utilization: 0.7,
      lastUpdatedMs: 1000,
    });
    at(61_001);
    expect(tracker.getCurrentLoad('single')).toBeNull();
    expect(tracker.getUtilization('single')).toBeNull();
    tracker.reportLoad('single', { activeRequests: 1, queueDepth: 0 });
    expect(tracker.getUtilization('single')).toBe(0.1);
  });

  test('takes active requests from own counts even where a report says otherwise, and the queue from the report', () => {
    tracker.updateLoad('single', 2);
    at(10);
    tracker.reportLoad('single', { activeRequests: 9, queueDepth: 4 });
    expect(loadOf('single')).toMatchObject({ activeRequests: 2, queueDepth: 4, utilization: 0.2, lastUpdatedMs: 10 });
  });

  test('drops a stale report where own counts exist: the queue is what exceeds max_concurrent', () => {
    tracker.updateLoad('single', 13);
    tracker.reportLoad('single', { activeRequests: 13, queueDepth: 0 });
    at(60_000);
    expect(loadOf('single').queueDepth).toBe(0);
    at(60_001);
    expect(loadOf('single')).toMatchObject({ activeRequests: 13, queueDepth: 3, lastUpdatedMs: 0 });
  });

  test('of a model with several replicas is the sum', () => {
    tracker.updateLoad('pair/0', 5);
    at(20);
    tracker.updateLoad('pair/1', 1);
    expect(loadOf('pair')).toMatchObject({ activeRequests: 6, queueDepth: 1, utilization: 6 / 8, lastUpdatedMs: 20 });
    expect(loadOf('pair/0')).toMatchObject({ activeRequests: 5, queueDepth: 1, utilization: 5 / 4, lastUpdatedMs: 0 });
  });

  test('of a model is null when one of its replicas is unknown', () => {
    tracker.updateLoad('pair/0', 1);
    tracker.reportLoad('pair/1', { activeRequests: 1, queueDepth: 0 });
    at(60_001);
    expect(tracker.getCurrentLoad('pair/0')).not.toBeNull();
    expect(tracker.getCurrentLoad('pair')).toBeNull();
  });
});

describe('mean latency', () => {
  const completion = (name: string, endMs: number, latencyMs: number) => {
    at(endMs);
    tracker.learn(tracker.fleet.endpointIndex(name), { startedMs: endMs - latencyMs });
  };

  test('is that of the first completed attempt, then the mean weighted by exp(−age / 10 s)', () => {
    completion('single', 5000, 300);
    expect(loadOf('single').avgLatencyMs).toBe(300);
    completion('single', 15_000, 100);
    completion('single', 20_000, 200);
    const weights = [Math.exp(-1.5), Math.exp(-0.5), 1];
    const expected = (300 * weights[0] + 100 * weights[1] + 200 * weights[2]) / (weights[0] + weights[1] + weights[2]);
    expect(loadOf('single').avgLatencyMs).toBeCloseTo(expected, 9);
  });

  test('counts attempts that complete at the same instant alike', () => {
    completion('single', 1000, 100);
    completion('single', 1000, 200);
    completion('single', 1000, 600);
    expect(loadOf('single').avgLatencyMs).toBeCloseTo(300, 9);
  });

  test('forgets: after a minute of silence the next attempt is nearly all of it', () => {
    completion('single', 1000, 900);
    completion('single', 61_000, 100);
    expect(loadOf('single').avgLatencyMs).toBeCloseTo(100 + 800 * Math.exp(-6), 0);
  });

  test('of a model is the mean over the replicas that have one', () => {
    completion('pair/0', 10, 8);
    expect(loadOf('pair').avgLatencyMs).toBe(8);
    completion('pair/1', 10, 4);
    expect(loadOf('pair').avgLatencyMs).toBe(6);
  });
});

describe('limits', () => {
  test('isOverloaded: more active than max_concurrent, or more waiting than max_queue', () => {
    tracker.updateLoad('single', 10);
    expect(tracker.isOverloaded('single')).toBe(false);
    tracker.updateLoad('single', 1);
    expect(tracker.isOverloaded('single')).toBe(true);
    tracker.updateLoad('single', -1);
    tracker.reportLoad('single', { activeRequests: 10, queueDepth: 5 });
    expect(tracker.isOverloaded('single')).toBe(false);
    tracker.reportLoad('single', { activeRequests: 10, queueDepth: 6 });
    expect(tracker.isOverloaded('single')).toBe(true);
    expect(tracker.isOverloaded('other')).toBe(false);
  });

  test('isOverTarget: utilization above the target, the early warning', () => {
    tracker.updateLoad('single', 8);
    expect(tracker.isOverTarget('single')).toBe(false);
    tracker.updateLoad('single', 1);
    expect(tracker.isOverTarget('single')).toBe(true);
    expect(tracker.isOverloaded('single')).toBe(false);
    expect(tracker.isOverTarget('other')).toBe(false);
  });

  test('hasRoom: would one more fit into max_concurrent + max_queue?', () => {
    tracker.updateLoad('single', 14);
    expect(tracker.hasRoom('single')).toBe(true);
    tracker.updateLoad('single', 1);
    expect(tracker.hasRoom('single')).toBe(false);
    expect(tracker.hasRoom('other')).toBe(false);
  });

  test('hasRoom knows of reports alone what getCurrentLoad knows', () => {
    tracker.reportLoad('single', { activeRequests: 15, queueDepth: 5 });
    expect(tracker.hasRoom('single')).toBe(false);
    at(60_001);
    expect(tracker.hasRoom('single')).toBe(true); // forgotten: nothing is known against it
  });

  test('of a model with several replicas: overload and target by the sum, room at any one of them', () => {
    tracker.updateLoad('pair/0', 5);
    expect(tracker.isOverloaded('pair/0')).toBe(true);
    expect(tracker.isOverloaded('pair')).toBe(false);
    expect(tracker.isOverTarget('pair')).toBe(true);
    expect(tracker.hasRoom('pair/0')).toBe(false);
    expect(tracker.hasRoom('pair')).toBe(true);
    tracker.updateLoad('pair/1', 5);
    expect(tracker.isOverloaded('pair')).toBe(true);
    expect(tracker.hasRoom('pair')).toBe(false);
  });
});

describe('setCapacity', () => {
  test('sets what it is given and leaves the rest', () => {
    tracker.updateLoad('single', 6);
    tracker.setCapacity('single', { maxConcurrent: 5 });
    expect(loadOf('single')).toMatchObject({ queueDepth: 1, utilization: 1.2 });
    tracker.setCapacity('single', { maxQueue: 0 });
    expect(tracker.hasRoom('single')).toBe(false);
    tracker.setCapacity('single', { maxQueue: Infinity });
    tracker.updateLoad('single', 1_000_000);
    expect(tracker.hasRoom('single')).toBe(true);
    tracker.setCapacity('single', { maxConcurrent: 2_000_000, targetUtilization: 0.9 });
    expect(tracker.isOverTarget('single')).toBe(false);
  });

  test.each([
    [{ maxConcurrent: 0 }, 'maxConcurrent of "single" is 0: expected a whole number from 1 to 1073741824'],
    [{ maxConcurrent: 2.5 }, 'maxConcurrent of "single" is 2.5: expected a whole number from 1 to 1073741824'],
    [{ maxConcurrent: 3, maxQueue: -1 }, 'maxQueue of "single" is -1: expected a whole number from 0 to 1073741824'],
    [
      { maxQueue: 3, targetUtilization: 1.1 },
      'targetUtilization of "single" is 1.1: expected a number above 0 and at most 1',
    ],
    [{ targetUtilization: NaN }, 'targetUtilization of "single" is NaN: expected a number above 0 and at most 1'],
  ])('%j is refused whole: nothing is changed', (capacity, message) => {
    const { endpoints } = tracker.fleet;
    expect(() => {
      tracker.setCapacity('single', capacity);
    }).toThrow(new RangeError(message));
    expect([endpoints.maxConcurrent[0], endpoints.maxQueue[0], endpoints.targetUtilization[0]]).toEqual([10, 5, 0.8]);
  });
});

describe('a write', () => {
  test.each<[string, (name: string) => void]>([
    [
      'updateLoad',
      (name) => {
        tracker.updateLoad(name, 1);
      },
    ],
    [
      'setCapacity',
      (name) => {
        tracker.setCapacity(name, { maxQueue: 1 });
      },
    ],
    [
      'reportLoad',
      (name) => {
        tracker.reportLoad(name, { activeRequests: 1, queueDepth: 0 });
      },
    ],
  ])('of several replicas by their model is an error that names the endpoints: %s', (_method, write) => {
    expect(() => {
      write('pair');
    }).toThrow('model "pair" has several endpoints: name one of pair/0, pair/1');
    expect(() => {
      write('other');
    }).toThrow('unknown model or endpoint "other"');
    expect(() => {
      write('pair/1');
    }).not.toThrow();
  });

  test('of a report with a negative or broken number is refused', () => {
    expect(() => {
      tracker.reportLoad('single', { activeRequests: -1, queueDepth: 0 });
    }).toThrow('activeRequests of "single" is -1');
    expect(() => {
      tracker.reportLoad('single', { activeRequests: 1, queueDepth: 0.5 });
    }).toThrow('queueDepth of "single" is 0.5');
    expect(loadOf('single').lastUpdatedMs).toBe(0);
  });
});
