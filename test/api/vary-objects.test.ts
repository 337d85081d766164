import { expect, test } from 'vitest';
import { type PolicyFile, runScenario, type Scenario, showTable, sweep, vary } from '../../src/index.js';
import * as tiny from '../tank/runs/tiny.js';

/** Policies and arrivals that are objects, varied beside names. */

const first: PolicyFile = {
  create: () => ({ pickAmong: (_request, _table, list, count) => Math.min(...list.subarray(0, count)) }),
};
const last: PolicyFile = {
  create: () => ({ pickAmong: (_request, _table, list, count) => Math.max(...list.subarray(0, count)) }),
};
const UNEQUAL = tiny.UNEQUAL as Scenario;
const scenario: Scenario = { ...UNEQUAL, strategies: [{ name: 'mine', policy: first }, 'random'] };

test('each point has its own policy, an object or a name, in a sweep and in the scenarios of vary', async () => {
  const grid = { 'strategies.mine.policy': [first, last, 'least_loaded'] };
  const found = await sweep(scenario, { grid }, { replications: 1 });
  const shares = found.points.map(({ strategies: [{ models }] }) => models.map(({ share }) => share?.value));
  expect(shares[0]).toEqual([1, 0]);
  expect(shares[1][1]).toBeGreaterThan(0.5); // as many as the slow one takes
  const points = await vary(scenario, { grid });
  for (const [i, point] of points.entries()) {
    const { strategies } = await runScenario(point.scenario, { replications: 1 });
    expect(strategies[0].measures).toEqual(found.points[i].strategies[0].measures);
  }
});

test('tables call what is code an object', async () => {
  const every = { meanRatePerS: 20, create: () => ({ nextMs: (previousMs: number) => previousMs + 50 }) };
  const grid = {
    'workload.arrivals': [
      { kind: 'object', process: every },
      { kind: 'poisson', rate: '20/s' },
    ],
  };
  const found = await sweep(scenario, { grid }, { replications: 1 });
  const printed: string[] = [];
  const { log } = console;
  console.log = (text: string) => printed.push(text);
  showTable(found);
  console.log = log;
  expect(printed[0]).toMatch(/│ object +│/);
  expect(printed[0]).not.toContain('"process"');
});
