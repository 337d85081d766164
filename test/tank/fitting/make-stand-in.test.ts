import { describe, expect, test } from 'vitest';
import { Streams } from '../../../src/core/streams.js';
import { planFromObject } from '../../../src/tank/scenario/index.js';
import { generateTrace } from '../../../src/tank/traffic/generate.js';
import { serviceDemands } from '../../../src/tank/traffic/service.js';
import { standInOf, TRACES } from './fitted-traces.js';
import { runScenario } from '../../support/unchecked.js';

/** Work that the plan's replications offer / what its servers can do in their time. */
function offeredLoad(scenario: object, seed?: string): number {
  const plan = planFromObject(scenario);
  const [{ workload }, [backend], [{ replicas = 1, maxConcurrent = 10 }]] = [plan, plan.backends, plan.fleet.models];
  if (workload.kind !== 'synthetic' || backend.kind !== 'slots') throw new Error('it is made, for servers of slots');
  let [workMs, spanMs] = [0, 0];
  for (let replication = 0; replication < plan.replications; replication++) {
    const streams = new Streams(seed ?? plan.seed, replication);
    const trace = generateTrace(workload, streams);
    workMs += serviceDemands(trace, plan.service, streams).reduce((sum, ms) => sum + ms, 0);
    spanMs += trace.arrivalMs[trace.requestCount - 1];
  }
  return workMs / spanMs / (replicas * maxConcurrent * backend.speed);
}

describe('the fleet of a stand-in', () => {
  test.each(Object.keys(TRACES))('%s: its own traffic loads it to about 70 %%', (name) => {
    const load = offeredLoad(standInOf(name).scenario);
    expect(load).toBeGreaterThan(0.6);
    expect(load).toBeLessThan(0.8);
  });

  test('so does traffic of another seed, where the rate is even', () => {
    const load = offeredLoad(standInOf('poisson').scenario, 'another seed');
    expect(load).toBeGreaterThan(0.6);
    expect(load).toBeLessThan(0.8);
  });

  test('is as busy as that when it runs, where nothing is lost', async () => {
    const { scenario } = standInOf('poisson');
    const { strategies } = await runScenario(scenario, { strategies: ['least_loaded'], replications: 3 });
    const [{ measures, requests }] = strategies;
    expect(requests.completed).toBe(requests.arrived);
    const busy = measures['utilization'] as { readonly value: number };
    expect(busy.value).toBeGreaterThan(0.6);
    expect(busy.value).toBeLessThan(0.8);
  });
});

test.each(['poisson', 'cox', 'deterministic'])('%s: no number of the stand-in is off', (name) => {
  const { numbers } = standInOf(name);
  expect(numbers.length).toBeGreaterThan(3);
  expect(numbers.filter(({ isOff }) => isOff)).toEqual([]);
});
