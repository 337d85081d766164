import { expect, test } from 'vitest';
import {
  makeTrace,
  type OwnArrivals,
  run,
  runScenario,
  type Scenario,
  validateScenario,
  vary,
} from '../../../src/index.js';
import { scenarioJsonSchema } from '../../../src/index.js';

/** Five requests at once, every second. */
const bursts: OwnArrivals = {
  meanRatePerS: 5,
  create: () => {
    let count = 0;
    return { nextMs: () => 1000 * (1 + Math.floor(count++ / 5)) };
  },
};

/** A Poisson process of one's own, as a class. */
class Own implements OwnArrivals {
  readonly meanRatePerS = 20;
  create() {
    return {
      nextMs: (previousMs: number, random: { exponential(): number }) => previousMs + 50 * random.exponential(),
    };
  }
}

const scenario = (process: unknown, changes: object = {}): Scenario =>
  ({
    schema: 'wavetank.scenario/1',
    name: 'own',
    fleet: { models: [{ id: 'm', replicas: 2, max_concurrent: 1, max_queue: 'unlimited' }] },
    workload: { arrivals: { kind: 'object', process }, requests: 100 },
    service: { kind: 'constant', value: '30ms' },
    strategies: ['round_robin', 'random'],
    ...changes,
  }) as Scenario;

test('arrivals that are an object are those of the run, made anew for each', async () => {
  const { arrivalMs } = await makeTrace(scenario(bursts));
  expect([...arrivalMs.subarray(0, 11)]).toEqual([
    ...Array<number>(5).fill(1000),
    ...Array<number>(5).fill(2000),
    3000,
  ]);
  const { summary } = await run(scenario(bursts), { replications: 2 });
  // round_robin: 5 at once on two servers of 30 ms: 3 and 2 in a row
  const [measures] = summary.strategies.map((strategy) => strategy.measures);
  expect(measures.response_time_ms?.mean.value).toBeCloseTo((30 + 30 + 60 + 60 + 90) / 5, 9);
});

test('a process that is like one of the registry makes the same traffic', async () => {
  const poisson = { workload: { arrivals: { kind: 'poisson', rate: '20/s' }, requests: 100 } };
  expect(await makeTrace(scenario(new Own()))).toEqual(await makeTrace(scenario(undefined, poisson)));
});

test('it may be one of several sources, last for a duration, and be varied', async () => {
  const workload = {
    sources: [{ arrivals: { kind: 'object', process: bursts } }, { arrivals: { kind: 'deterministic', rate: '1/s' } }],
    duration: '10s',
  };
  expect((await makeTrace(scenario(undefined, { workload }))).requestCount).toBe(60);
  const points = await vary(scenario(new Own()), { grid: { 'workload.requests': [10, 20] } });
  const counts = points.map(async (point) => (await runScenario(point.scenario)).strategies[0].requests.arrived);
  expect(await Promise.all(counts)).toEqual([10, 20]);
});

test('the summary warns that no hash covers it, results have no functions, and more threads are refused', async () => {
  const { summary, scenario: written } = await run(scenario(new Own()));
  expect(summary.warnings).toContain(
    'the arrival process is an object of the program that ran it, which the hash of the scenario does not cover',
  );
  expect(written).toEqual(JSON.parse(JSON.stringify(written)));
  await expect(run(scenario(bursts), { workers: 2 })).rejects.toThrow(
    /workers cannot be 2: the arrival process is an object/,
  );
});

test.each([
  ['nothing', undefined, /missing key "process"/],
  ['a process instead of what makes one', { nextMs: () => 0 }, /meanRatePerS, a number above 0, and create/],
  ['a rate of 0', { ...bursts, meanRatePerS: 0 }, /meanRatePerS, a number above 0/],
])('%s is refused before anything runs', async (_, process, message) => {
  const [mistake] = await validateScenario(scenario(process));
  expect(`${mistake.file ?? ''} ${mistake.message} ${mistake.advice ?? ''}`).toMatch(message);
});

test.each([
  ['goes back in time', { nextMs: (previousMs: number) => 5 - previousMs }, /nextMs\(5\) returned 0/],
  ['ends', { nextMs: () => Infinity }, /nextMs\(0\) returned /],
  ['is no number', { nextMs: () => '5' }, /nextMs\(0\) returned "5"/],
  ['goes too far', { nextMs: () => 1e300 }, /nextMs\(0\) returned 1e\+300/],
  ['is none at all', undefined, /create returned no object with a function nextMs/],
])('a process that %s is told, with what is expected', async (_, process, message) => {
  const running = runScenario(scenario({ meanRatePerS: 1, create: () => process }));
  await expect(running).rejects.toThrow(message);
  await expect(running).rejects.toThrow(/the time of the next arrival in ms/);
});

test('a file cannot have them: its JSON Schema does not offer them', () => {
  expect(JSON.stringify(scenarioJsonSchema())).not.toContain('"const":"object"');
});

test('a process that never leaves an instant is told before it has filled the memory', async () => {
  const stays = { meanRatePerS: 1, create: () => ({ nextMs: (previousMs: number) => previousMs }) };
  const workload = { arrivals: { kind: 'object', process: stays }, duration: '1s' };
  await expect(runScenario(scenario(undefined, { workload }))).rejects.toThrow(
    /returned 0 more than 1000000 times in a row/,
  );
});

test('what the process throws is told with its place', async () => {
  const broken = () => {
    throw new Error('out of ink');
  };
  const running = runScenario(scenario({ meanRatePerS: 1, create: () => ({ nextMs: broken }) }));
  await expect(running).rejects.toThrow(/nextMs threw an error: out of ink \(at .*broken .*own-arrivals/);
});
