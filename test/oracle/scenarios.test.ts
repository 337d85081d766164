/** Queues whose means are known, written as users write them: the whole way from a scenario to its summary. */
import { expect, test } from 'vitest';
import type { Measure } from '../../src/index.js';
import { storedMeasure } from '../../src/tank/results/index.js';
import { isFullRun } from '../support/runs.js';
import { meanWaiting } from './formulas.js';
import { meanWaitingOfService } from './general-service.js';
import { runScenario } from '../support/unchecked.js';

const REPLICATIONS = 10;
const REQUESTS = isFullRun() ? 40_000 : 4000;
/** Of the half-width of an interval of 99.9 % over that of 95 %, with the degrees of freedom of ten replications. */
const WIDER = 4.781 / 2.262;

/** Endpoints with one slot and an endless queue, mean service a second, Poisson arrivals. */
const BASE = {
  schema: 'wavetank.scenario/1',
  name: 'known',
  fleet: { models: [{ id: 'm', max_concurrent: 1, max_queue: 'unlimited' }] },
  service: { kind: 'exponential', mean: '1s' },
  router: { max_load_threshold: 'off' },
  strategies: ['round_robin'],
  replications: REPLICATIONS,
  warm_up: '300s',
};

const poisson = (load: number) => ({
  workload: { arrivals: { kind: 'poisson', rate: `${load}/s` }, requests: REQUESTS },
});
const MEAN = 'response_time_ms.mean';

interface Known {
  readonly queue: string;
  readonly scenario: object;
  /** By the path of the measure, in its unit. */
  readonly truth: Readonly<Record<string, number>>;
}

const service = (law: object, cs2: number, load = 0.6): Known => ({
  queue: `M/G/1, ${JSON.stringify(law)}`,
  scenario: { ...poisson(load), service: law },
  truth: { [MEAN]: 1000 * (1 + meanWaitingOfService(load, cs2)) },
});

/** Machines and c repairers: users who think for Z on average, c servers of rate 1. Gross et al. (2008), 2.7. */
function repairers(users: number, think: number, c: number): number {
  let term = 1;
  let [sum, busy] = [1, 0];
  for (let k = 1; k <= users; k++) {
    term *= (users - k + 1) / (think * Math.min(k, c));
    sum += term;
    busy += Math.min(k, c) * term;
  }
  return users / (busy / sum) - think;
}

/** The mean response of MMPP/M/1 with two states of the same mean length, by its rate matrix. Neuts (1981). */
function modulated(rates: readonly [number, number], length: number): number {
  const [q, mu] = [1 / length, 1];
  const times = (a: number[][], b: number[][]) =>
    a.map((row) => [0, 1].map((j) => row[0] * b[0][j] + row[1] * b[1][j]));
  const inverse = ([[a, b], [c, d]]: number[][]) => {
    const det = a * d - b * c;
    return [
      [d / det, -b / det],
      [-c / det, a / det],
    ];
  };
  const local = inverse([
    [-(q + rates[0] + mu), q],
    [q, -(q + rates[1] + mu)],
  ]);
  let r = [
    [0, 0],
    [0, 0],
  ];
  for (let i = 0; i < 20_000; i++) {
    const squared = times(r, r);
    const up = [
      [rates[0] + mu * squared[0][0], mu * squared[0][1]],
      [mu * squared[1][0], rates[1] + mu * squared[1][1]],
    ];
    r = times(up, local).map((row) => row.map((x) => -x));
  }
  // empty: p (Q − Λ + R μ) = 0
  const empty = [
    [-(q + rates[0]) + mu * r[0][0], q + mu * r[0][1]],
    [q + mu * r[1][0], -(q + rates[1]) + mu * r[1][1]],
  ];
  const p = [1, -empty[0][0] / empty[1][0]];
  const all = inverse([
    [1 - r[0][0], -r[0][1]],
    [-r[1][0], 1 - r[1][1]],
  ]);
  const sumOf = (m: number[][]) => p[0] * (m[0][0] + m[0][1]) + p[1] * (m[1][0] + m[1][1]);
  const jobs = sumOf(times(r, times(all, all))) / sumOf(all);
  return jobs / ((rates[0] + rates[1]) / 2);
}

const CASES: readonly Known[] = [
  service({ kind: 'constant', value: '1s' }, 0),
  service({ kind: 'uniform', min: '0s', max: '2s' }, 1 / 3),
  service({ kind: 'gamma', mean: '1s', cv: 0.5 }, 0.25),
  service({ kind: 'lognormal', mean: '1s', cv: 1 }, 1),
  service({ kind: 'hyperexponential', mean: '1s', cv: 2 }, 4),
  {
    queue: 'two endpoints of unequal speed, shared by weight: two M/M/1 of load 0.6',
    scenario: {
      ...poisson(0.9),
      fleet: {
        models: [
          { id: 'fast', max_concurrent: 1, max_queue: 'unlimited', weight: 2 },
          { id: 'slow', max_concurrent: 1, max_queue: 'unlimited', weight: 1, backend: { kind: 'slots', speed: 0.5 } },
        ],
      },
      strategies: ['weighted_random'],
    },
    truth: {
      [MEAN]: (2 / 3) * 2500 + (1 / 3) * 5000,
      [`models.fast.${MEAN}`]: 2500,
      [`models.slow.${MEAN}`]: 5000,
      utilization: 0.6,
    },
  },
  {
    queue: 'processor sharing on 3 cores: as many present as in M/M/3',
    scenario: {
      ...poisson(2.1),
      fleet: { models: [{ id: 'm', max_concurrent: 10_000, backend: { kind: 'processor_sharing', cores: 3 } }] },
    },
    truth: { [MEAN]: 1000 * (1 + meanWaiting(3, 2.1)), utilization: 0.7 },
  },
  {
    queue: 'batches of 4: M^[4]/M/1',
    scenario: {
      workload: {
        arrivals: { kind: 'batches', rate: '0.125/s', size: { kind: 'constant', value: 4 } },
        requests: REQUESTS,
      },
    },
    truth: { [MEAN]: (1000 * ((1 + 4) / 2)) / (1 - 0.5) },
  },
  {
    queue: 'a closed loop: 10 users, 2 servers',
    scenario: {
      fleet: { models: [{ id: 'm', max_concurrent: 2, max_queue: 'unlimited' }] },
      workload: { users: { count: 10, think_time: { kind: 'exponential', mean: '5s' } }, requests: REQUESTS },
    },
    truth: { [MEAN]: 1000 * repairers(10, 5, 2) },
  },
  {
    queue: 'two classes at one server: each waits alike and is served by its length',
    scenario: {
      service: { base: '0ms', per_output_token: '1ms' },
      workload: {
        classes: [{ name: 'short' }, { name: 'long' }],
        sources: [
          {
            class: 'short',
            arrivals: { kind: 'poisson', rate: '0.4/s' },
            output_tokens: { kind: 'constant', value: 500 },
          },
          {
            class: 'long',
            arrivals: { kind: 'poisson', rate: '0.2/s' },
            output_tokens: { kind: 'constant', value: 2000 },
          },
        ],
        requests: REQUESTS,
      },
    },
    truth: {
      // λ E S² / 2 (1 − ρ) = (0.4 · 0.25 + 0.2 · 4) / 0.8
      'classes.short.response_time_ms.mean': 500 + 1125,
      'classes.long.response_time_ms.mean': 2000 + 1125,
      'classes.long.waiting_time_ms.mean': 1125,
    },
  },
  {
    queue: 'a fifth of the requests needs the one large endpoint, the rest the small one: an M/M/1 each',
    scenario: {
      fleet: {
        models: [
          { id: 'large', max_concurrent: 1, max_queue: 'unlimited', backend: { kind: 'slots', speed: 0.5 } },
          { id: 'small', max_concurrent: 1, max_queue: 'unlimited' },
        ],
      },
      workload: {
        arrivals: { kind: 'poisson', rate: '0.75/s' },
        classes: [
          { name: 'hard', weight: 1, model: 'large' },
          { name: 'easy', weight: 4, model: 'small' },
        ],
        requests: 2 * REQUESTS,
      },
    },
    truth: {
      'classes.hard.response_time_ms.mean': 1000 / (0.5 - 0.15),
      'classes.easy.response_time_ms.mean': 1000 / (1 - 0.6),
      'models.large.utilization': 0.3,
      'models.small.utilization': 0.6,
    },
  },
  {
    queue: 'shares of one kind of request: those of a capability wait at its model, the rest at random at both',
    scenario: {
      fleet: {
        models: [
          { id: 'seeing', max_concurrent: 1, max_queue: 'unlimited', capabilities: ['vision'] },
          { id: 'blind', max_concurrent: 1, max_queue: 'unlimited' },
        ],
      },
      workload: {
        arrivals: { kind: 'poisson', rate: '1/s' },
        wants: [{ share: '20%', capabilities: ['vision'] }],
        requests: REQUESTS,
      },
      strategies: ['random'],
    },
    truth: {
      'models.seeing.response_time_ms.mean': 1000 / (1 - 0.6), // 0.2 + 0.8 / 2
      'models.blind.response_time_ms.mean': 1000 / (1 - 0.4),
      [MEAN]: 0.6 * (1000 / 0.4) + 0.4 * (1000 / 0.6),
    },
  },
  {
    queue: 'modulated Poisson, rates 0.8 and 0.2 for 10 s each: MMPP/M/1',
    scenario: {
      workload: {
        arrivals: {
          kind: 'modulated_poisson',
          burst: { rate: '0.8/s', length: '10s' },
          lull: { rate: '0.2/s', length: '10s' },
        },
        requests: REQUESTS,
      },
    },
    truth: { [MEAN]: 1000 * modulated([0.8, 0.2], 10) },
  },
  {
    queue: 'clients that wait for a second, and nobody queues: e^-1 of them time out',
    scenario: {
      ...poisson(5),
      fleet: { models: [{ id: 'm', max_concurrent: 1000 }] },
      client: { timeout: '1s' },
      warm_up: '10s',
    },
    truth: {
      completed_share: 1 - Math.exp(-1),
      [MEAN]: 1000 * (1 - Math.exp(-1) / (1 - Math.exp(-1))), // E(S | S < 1)
      'response_time_with_unserved_ms.mean': 1000 * (1 - Math.exp(-1)),
    },
  },
];

test.each(CASES.map((known) => [known.queue, known] as const))('%s', async (_queue, { scenario, truth }) => {
  const { strategies } = await runScenario({ ...BASE, ...scenario });
  for (const [path, expected] of Object.entries(truth)) {
    const { value, ci95 = [NaN, NaN] } = storedMeasure(strategies[0], path) as Measure;
    const [below, above] = [value - ci95[0], ci95[1] - value].map((half) => WIDER * half);
    expect(expected, `${path}: ${value} [${ci95.join(', ')}]`).toBeGreaterThanOrEqual(value - below);
    expect(expected, `${path}: ${value} [${ci95.join(', ')}]`).toBeLessThanOrEqual(value + above);
    expect((below + above) / 2 / expected, `${path}: an interval that wide proves nothing`).toBeLessThan(
      isFullRun() ? 0.15 : 0.5,
    );
  }
});
