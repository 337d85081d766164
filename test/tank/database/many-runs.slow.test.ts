import { rm } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { type Answer, ResultsDatabase } from '../../../src/tank/database/index.js';
import { workFolder } from '../../cli/wavetank.js';
import { duckDb } from '../../support/duckdb.js';
import { madeSummary, writeRun } from './made-runs.js';

/** A thousand runs: a hundred scenarios with nine earlier runs each. */

const folder = workFolder();

const SCENARIOS = 100;
const EARLIER = 9;

function ask(sql: string): Promise<Answer & { readonly read: number }> {
  const options = { memoryBytes: 1e9, timeoutMs: 600_000 };
  return ResultsDatabase.open(folder.path('results'), options, async (database) => ({
    ...(await database.ask(sql, 100_000)),
    read: database.index.read,
  }));
}

describe.skipIf(duckDb.isMissing)(`a thousand runs${duckDb.reason}`, () => {
  test('are all there, each with its own seed and values, and only what changes is read again', async () => {
    const values = new Map<string, number>();
    for (let s = 0; s < SCENARIOS; s++) {
      for (let run = 0; run <= EARLIER; run++) {
        const date = `2026-11-${String(10 + run)}T10:00:00.000Z`;
        const id = `made-${s}${run === EARLIER ? '' : `/earlier/${date.replace(/[:.]/g, '-')}`}`;
        const made = { name: `made-${s}`, seed: String(run), date, slower: 1 + s + run / 100 };
        await writeRun(folder.path('results', id), made);
        values.set(id, madeSummary(made).strategies[0].measures.response_time_ms?.p99?.value ?? NaN);
      }
    }
    const first = await ask(`SELECT run_id, value FROM figures
      WHERE strategy = 'round_robin' AND measure = 'response_time_ms.p99'`);
    expect(first.read).toBe(1000);
    expect(new Map(first.rows as (readonly [string, number])[])).toEqual(values);

    const pairs = await ask(`SELECT scenario, before, after FROM before_and_after
      WHERE strategy = 'round_robin' AND measure = 'response_time_ms.p99'`);
    expect([pairs.read, pairs.rows.length]).toEqual([0, SCENARIOS]);
    for (const [scenario, before, after] of pairs.rows as (readonly [string, number, number])[]) {
      expect([before, after], scenario).toEqual([
        values.get(`${scenario}/earlier/2026-11-18T10-00-00-000Z`),
        values.get(scenario),
      ]);
    }

    await rm(folder.path('results', 'made-7'), { recursive: true });
    await writeRun(folder.path('results', 'made-8'), { name: 'made-8', seed: 'changed' });
    const changed = await ask(`SELECT count(*), count(DISTINCT run_id), count(*) FILTER (seed = 'changed') FROM runs`);
    expect([changed.read, changed.rows]).toEqual([1, [[990, 990, 1]]]);
  });
});
