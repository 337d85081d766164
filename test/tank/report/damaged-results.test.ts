import { expect, test } from 'vitest';
import { InputError } from '../../../src/index.js';
import { pageOf } from '../../../src/tank/report/write-report.js';
import { readResults } from '../../../src/tank/results/index.js';
import { workFolder } from '../../cli/wavetank.js';
import { isFullRun } from '../../support/runs.js';
import { UNEQUAL } from '../runs/tiny.js';
import { run } from '../../support/unchecked.js';

/** Results of which something was lost or overwritten are refused, or the page does without: it never fails. */

const folder = workFolder();
const { summary, series, replications, scenario } = await run({ ...UNEQUAL, replications: 3 });
const whole = JSON.parse(JSON.stringify({ summary, series, replications, scenario })) as Record<string, unknown>;

/** By name, what the files of the folder hold. */
const written = new Map<string, string>();

type Path = readonly (string | number)[];

/** Every key of plain data, one of those that differ by their place in lists alone. */
function* pathsIn(value: unknown, path: Path = [], seen = new Set<string>()): Generator<Path> {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, child] of Object.entries(value)) {
    const step = Array.isArray(value) ? Number(key) : key;
    const deeper = [...path, step];
    const name = deeper.map((each) => (typeof each === 'number' ? '#' : each)).join('.');
    if (!seen.has(name)) yield deeper;
    seen.add(name);
    yield* pathsIn(child, deeper, seen);
  }
}

/** A copy with another value at a path, none where it is undefined. */
function changed(root: Record<string, unknown>, path: Path, value: unknown): Record<string, unknown> {
  const copy = structuredClone(root);
  const holder = path.slice(0, -1).reduce<unknown>((at, step) => (at as Record<string, unknown>)[step], copy);
  (holder as Record<string, unknown>)[path[path.length - 1]] = value;
  return copy;
}

/** Writes results, but for files that hold the same already. @returns whether they were refused */
async function isRefused(results: Record<string, unknown>): Promise<boolean> {
  for (const [name, content] of Object.entries(results)) {
    const text = JSON.stringify(content);
    if (written.get(name) !== text) await folder.write(`damaged/${name}.json`, text);
    written.set(name, text);
  }
  try {
    pageOf(await readResults(folder.path('damaged')), new Map(), undefined);
    return false;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return true;
  }
}

test('whole results are taken', async () => {
  expect(await isRefused(whole)).toBe(false);
});

const OTHER_VALUES = [undefined, null, 'text', []];

test('whatever is lost or becomes something else is refused, or done without', async () => {
  const refused = new Set<unknown>();
  for (const [p, path] of [...pathsIn(whole)].entries()) {
    if (path.length < 2) continue;
    for (const value of isFullRun() ? OTHER_VALUES : [OTHER_VALUES[p % OTHER_VALUES.length]]) {
      const isNot = await isRefused(changed(whole, path, value)).catch((error: unknown) => {
        throw new Error(`${path.join('.')}: ${String(error)}`);
      });
      if (isNot) refused.add(path);
    }
  }
  expect(refused.size).toBeGreaterThan(20);
});
