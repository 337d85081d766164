import { describe, expect, test } from 'vitest';
import type { AlertRule } from '../../../src/router/monitoring/index.js';
import type { FailureRule, FleetEvent, Simulation } from '../../../src/tank/simulation/index.js';
import { columnsOf, type Setup, simulated } from '../../support/simulations.js';

/** The alert system in a simulated fleet: evaluated at each whole second of the run. */

const OVERLOAD: AlertRule = { name: 'overload', kind: 'overload', forMs: 0 };

/** One server that takes a second for each request, with a queue of any length. */
const serving = (alerts: readonly AlertRule[], setup: Partial<Setup> & Pick<Setup, 'arrivalMs'>) =>
  simulated({
    models: [{ id: 'm', maxConcurrent: 1, maxQueue: Infinity }],
    router: { maxLoadThreshold: 'off', maxRetries: 0 },
    demandMs: Array.from(setup.arrivalMs, () => 1000),
    alerts,
    ...setup,
  });

/** `count` requests at once. */
const burst = (atMs: number, count: number) => new Array<number>(count).fill(atMs);

/** What a rule came to until the end of the run, and when its alerts were raised and cleared. */
function raisedIn({ alertWatch, calendar }: Simulation, rule = 0) {
  const endMs = calendar.clock.nowMs();
  return {
    outcome: alertWatch?.outcomes(endMs)[rule],
    times: alertWatch?.alerts.map(({ raisedMs, clearedMs }) => [raisedMs, clearedMs]),
    endMs,
  };
}

/** 61 requests at 10.5 s keep the server busy until 71.5 s; up to 70.5 s some wait. A last one shows what comes after. */
const MINUTE = [...burst(10_500, 61), 99_500];

describe('a minute of overload', () => {
  test('raises one alert and clears it, a second after it began and within a second of its end', () => {
    const simulation = serving([OVERLOAD], { arrivalMs: MINUTE });
    // seen at 11 s; not below 0.9 of max_concurrent before the last one of the burst ends: seen at 72 s
    expect(raisedIn(simulation)).toEqual({
      outcome: { raised: 1, raisedMs: 61_000, firstMs: 11_000 },
      times: [[11_000, 72_000]],
      endMs: 100_500,
    });
    expect(simulation.alertWatch?.alerts).toMatchObject([{ rule: 'overload', model: 'm' }]);
  });

  test('raises it as much later as it has to last, 10 s by default', () => {
    const simulation = serving([{ name: 'usual', kind: 'overload' }], { arrivalMs: MINUTE });
    expect(raisedIn(simulation)).toMatchObject({
      outcome: { raised: 1, raisedMs: 51_000, firstMs: 21_000 },
      times: [[21_000, 72_000]],
    });
  });

  test('raises none where it has to last longer', () => {
    const simulation = serving([{ ...OVERLOAD, forMs: 60_000 }], { arrivalMs: MINUTE });
    expect(raisedIn(simulation)).toMatchObject({ outcome: { raised: 0, raisedMs: 0, firstMs: Infinity }, times: [] });
  });

  test('that is not over when the run ends is raised until then', () => {
    const simulation = serving([OVERLOAD], { arrivalMs: burst(10_500, 61) });
    expect(raisedIn(simulation)).toEqual({
      outcome: { raised: 1, raisedMs: 60_500, firstMs: 11_000 },
      times: [[11_000, Infinity]],
      endMs: 71_500,
    });
  });
});

/** Three at once every 4 s: two seconds with some that wait, two without; ten times. */
const FLAPPING = Array.from({ length: 10 }, (_, i) => burst(500 + 4000 * i, 3)).flat();

describe('what comes and goes every four seconds', () => {
  test('raises nothing where it has to last longer than it does', () => {
    const simulation = serving([{ ...OVERLOAD, forMs: 3000, cooldownMs: 0 }], { arrivalMs: FLAPPING });
    expect(raisedIn(simulation).outcome).toEqual({ raised: 0, raisedMs: 0, firstMs: Infinity });
  });

  test('raises one alert in a minute of cooldown', () => {
    const simulation = serving([OVERLOAD], { arrivalMs: FLAPPING });
    expect(raisedIn(simulation)).toMatchObject({ outcome: { raised: 1, raisedMs: 3000 }, times: [[1000, 4000]] });
  });

  test('raises ten without a cooldown, each for three seconds', () => {
    const simulation = serving([{ ...OVERLOAD, cooldownMs: 0 }], { arrivalMs: [...FLAPPING, 44_500] });
    const times = Array.from({ length: 10 }, (_, i) => [1000 + 4000 * i, 4000 + 4000 * i]);
    expect(raisedIn(simulation)).toMatchObject({ outcome: { raised: 10, raisedMs: 30_000, firstMs: 1000 }, times });
  });

  test('raises one that goes on where it has to be below for longer than it is', () => {
    const simulation = serving([{ ...OVERLOAD, clearForMs: 2000 }], { arrivalMs: FLAPPING });
    expect(raisedIn(simulation).times).toEqual([[1000, Infinity]]);
  });
});

test('the time of a rule counts once while the alerts of two models are raised', () => {
  const simulation = serving([{ ...OVERLOAD, cooldownMs: 0 }], {
    models: ['a', 'b'].map((id) => ({ id, maxConcurrent: 1, maxQueue: Infinity })),
    wishes: [...burst(0, 6).map(() => ({ requiredModel: 'a' })), ...burst(0, 7).map(() => ({ requiredModel: 'b' }))],
    arrivalMs: [...burst(500, 6), ...burst(3500, 6), 20_500],
  });
  // a: 0.5 to 6.5 s, seen from 1 to 7 s; b: 3.5 to 9.5 s, seen from 4 to 10 s
  expect(raisedIn(simulation)).toMatchObject({
    outcome: { raised: 2, raisedMs: 9000, firstMs: 1000 },
    times: [
      [1000, 7000],
      [4000, 10_000],
    ],
  });
});

describe('where nothing happens for long', () => {
  const failing: FailureRule = {
    of: undefined,
    kind: 'error',
    share: 1,
    fromMs: 0,
    toMs: 10_000,
    afterMs: 0,
    retryAfterMs: 0,
  };
  /** Thirty errors, ten a second from 0.1 s on; then nothing for five minutes. */
  const arrivalMs = [...Array.from({ length: 30 }, (_, i) => 100 * (i + 1)), 300_000];

  test('the share of errors is that of the time of each evaluation, not of the next event', () => {
    const simulation = serving([{ name: 'errors', kind: 'error_rate' }], { arrivalMs, failures: [failing] });
    // 29 of them have come by 3 s, before by 2 s 19 of the 20 that it takes; the window drops them at 60.1 s: seen at 61 s
    expect(raisedIn(simulation).times).toEqual([[3000, 61_000]]);
  });

  test('a quota is used as much as it is at that time', () => {
    const simulation = serving([{ name: 'quota', kind: 'quota' }], {
      models: [{ id: 'm', maxConcurrent: 100 }],
      quotas: { m: { requestsPerMinute: 10 } },
      arrivalMs: [...burst(500, 10), 400_000],
    });
    const [[raisedMs, clearedMs]] = raisedIn(simulation).times ?? [];
    expect(raisedMs).toBe(1000);
    expect(clearedMs).toBeGreaterThan(1000);
    expect(clearedMs).toBeLessThan(62_000);
  });
});

test('without rules nobody looks, and with rules the run is the same', () => {
  const events: FleetEvent[] = [{ timeMs: 5000, endpoint: 'm/0', field: 'health', value: 'unhealthy' }];
  const arrivalMs = Array.from({ length: 400 }, (_, i) => 37 * i);
  const setup = {
    models: [{ id: 'm', replicas: 2, maxConcurrent: 3, maxQueue: 4 }, { id: 'n' }],
    quotas: { m: { requestsPerMinute: 90 } },
    policy: 'power_of_d' as const,
    routers: 2,
    events,
    arrivalMs,
    demandMs: arrivalMs.map((_, i) => 50 + ((i * 131) % 3000)),
  };
  const plain = serving([], setup);
  expect(plain.alertWatch).toBeUndefined();
  const watched = serving(
    (['overload', 'over_target', 'error_rate', 'p99', 'quota'] as const).map((kind) => ({
      name: kind,
      kind,
      forMs: 0,
    })),
    setup,
  );
  expect(watched.alertWatch?.alerts.length).toBeGreaterThan(0);
  expect(columnsOf(watched)).toEqual(columnsOf(plain));
});
