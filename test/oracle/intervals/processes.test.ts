import { expect, test } from 'vitest';
import { Streams } from '../../../src/core/index.js';
import { simulated } from '../../support/simulations.js';
import { repetitions } from '../../support/runs.js';
import { mean } from '../measures.js';
import { oneServer, processes, shorterQueue } from './processes.js';

const RUNS = repetitions(20, 100);
const REQUESTS = 500;

/** A run of the same requests by the tank and by a recursion. */
function both(run: number, servers: number, load: number, recursion: typeof oneServer) {
  const random = new Streams('recursion', run).named('requests');
  const draws = (scale: number) => Float64Array.from({ length: REQUESTS }, () => scale * random.exponential());
  const [gaps, demandMs] = [draws(1 / (servers * load)), draws(1)];
  let ms = 0;
  const arrivalMs = gaps.map((gap) => (ms += gap));
  const { outcomes } = simulated({
    models: [{ id: 'm', replicas: servers, maxConcurrent: 1, maxQueue: Infinity }],
    policy: 'least_loaded',
    router: { maxLoadThreshold: 'off' },
    arrivalMs,
    demandMs,
  });
  const [gap, service] = [gaps, demandMs].map((column) => {
    let next = 0;
    return () => column[next++];
  });
  return { tank: outcomes.responseMs, responses: Float64Array.from({ length: REQUESTS }, recursion(gap, service)) };
}

test('one server serves every request as the tank does', () => {
  for (let run = 0; run < RUNS; run++) {
    const { tank, responses } = both(run, 1, 0.9, (gap, service) => oneServer(gap, service, 0, 0));
    responses.forEach((ms, request) => {
      expect(ms).toBeCloseTo(tank[request], 6);
    });
  }
});

test('the shorter of two queues gives the times of the tank, but for what ties are broken by', () => {
  const means = Array.from({ length: RUNS }, (_, run) => {
    const { tank, responses } = both(run, 2, 0.9, (gap, service) => {
      let first = false;
      return shorterQueue(gap, service, () => (first = !first));
    });
    expect(responses.slice(0, 10).every((ms) => ms > 0)).toBe(true);
    return [mean([...tank]), mean([...responses])];
  });
  const [tank, recursion] = [0, 1].map((side) => mean(means.map((pair) => pair[side])));
  expect(recursion / tank).toBeGreaterThan(0.97);
  expect(recursion / tank).toBeLessThan(1.03);
});

test('long runs have the mean that theory or the longest run has', () => {
  for (const { name, start, warmUp, truth } of processes.filter((each) => !/0.95|Pareto|lognormal/.test(each.name))) {
    const next = start(new Streams('mean', 0).named(name));
    for (let i = 0; i < warmUp; i++) next();
    const requests = repetitions(200_000, 1_000_000);
    let sum = 0;
    for (let i = 0; i < requests; i++) sum += next();
    expect(sum / requests / truth.mean, name).toBeGreaterThan(0.8);
    expect(sum / requests / truth.mean, name).toBeLessThan(1.25);
  }
});
