import { expect, test } from 'vitest';
import { InputError } from '../../../../src/index.js';
import { compareMarkdown, compareTerminal } from '../../../../src/tank/report/index.js';
import { comparePage } from '../../../../src/tank/report/compare/write-compare-report.js';
import { compareCharts } from '../../../../src/tank/report/compare/compare-charts.js';
import { parseRun, replicatedValues } from '../../../../src/tank/results/index.js';
import { scenarioTraffic } from '../../../../src/tank/scenario/index.js';
import { type ComparedRun, compareRuns } from '../../../../src/tank/verdicts/index.js';
import { isFullRun } from '../../../support/runs.js';
import { UNEQUAL } from '../../runs/tiny.js';
import { run } from '../../../support/unchecked.js';

/** Runs of which something was lost or overwritten are refused, or compared as far as they go: it never fails. */

const MEASURES = ['response_time_ms.mean', 'response_time_ms.p90', 'completed_share', 'overload.refusals'];
const { summary, replications, scenario } = await run({
  ...UNEQUAL,
  strategies: ['round_robin'],
  workload: { ...UNEQUAL.workload, requests: 300 },
  compare: MEASURES,
});
const whole = JSON.parse(JSON.stringify({ summary, replications, scenario })) as Record<string, unknown>;

type Path = readonly (string | number)[];

/** Every key of plain data, one of those that differ by their place in lists alone; of the fleet's parts only a few are read. */
function* pathsIn(value: unknown, path: Path = [], seen = new Set<string>()): Generator<Path> {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, child] of Object.entries(value)) {
    if (key === 'models' || key === 'endpoints') continue;
    const deeper = [...path, Array.isArray(value) ? Number(key) : key];
    const name = deeper.map((each) => (typeof each === 'number' ? '#' : each)).join('.');
    if (!seen.has(name)) yield deeper;
    seen.add(name);
    yield* pathsIn(child, deeper, seen);
  }
}

function changed(path: Path, value: unknown): Record<string, unknown> {
  const copy = structuredClone(whole);
  const holder = path.slice(0, -1).reduce<unknown>((at, step) => (at as Record<string, unknown>)[step], copy);
  (holder as Record<string, unknown>)[path[path.length - 1]] = value;
  return copy;
}

/** As it would be read from its files. */
function readFrom(files: Record<string, unknown>): ComparedRun {
  const texts = Object.fromEntries(Object.entries(files).map(([name, content]) => [name, JSON.stringify(content)]));
  const run = parseRun('damaged', { summary: '', ...texts });
  const traffic = run.scenario && scenarioTraffic(run.scenario);
  const values = replicatedValues('damaged', run);
  return { path: 'damaged', kind: 'run', nodeMajor: 22, ...run, values, traffic };
}

/** @returns whether it was refused */
function isRefused(files: Record<string, unknown>): boolean {
  try {
    const [good, damaged] = [readFrom(whole), readFrom(files)];
    for (const found of [compareRuns(good, damaged), compareRuns(damaged, good), compareRuns(damaged, damaged)]) {
      compareTerminal(found, { coloured: false });
      compareMarkdown(found);
      comparePage(found, [], undefined);
      compareCharts(found);
    }
    return false;
  } catch (error) {
    if (error instanceof InputError) return true;
    throw error;
  }
}

const OTHER_VALUES = [undefined, null, 'text', [], -1, 1e300];

test('whatever is lost or becomes something else is refused, or done without', () => {
  expect(isRefused(whole)).toBe(false);
  let refused = 0;
  for (const [p, path] of [...pathsIn(whole)].entries()) {
    if (path.length < 2) continue;
    const values = isFullRun() ? OTHER_VALUES : [0, 1].map((k) => OTHER_VALUES[(p + 3 * k) % OTHER_VALUES.length]);
    for (const value of values) {
      try {
        if (isRefused(changed(path, value))) refused++;
      } catch (error) {
        throw new Error(`${path.join('.')} = ${String(value)}: ${String(error)}`, { cause: error });
      }
    }
  }
  expect(refused).toBeGreaterThan(50);
});
