import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { ResultsDatabase, type Value } from '../../../src/tank/database/index.js';
import { macros, views } from '../../../src/tank/database/schema/registry.js';
import { tables } from '../../../src/tank/database/schema/tables.js';
import { schemaPage } from '../../../src/tank/database/schema-page.js';
import { schemaText } from '../../../src/tank/database/schema-text.js';
import { ROOT, workFolder } from '../../cli/wavetank.js';
import { duckDb } from '../../support/duckdb.js';
import { madeSummary, writeRun } from './made-runs.js';

/** What views and macros answer, held against the summaries that they are made from. */

const folder = workFolder();

const LATEST = { seed: 'b', date: '2026-11-22T10:00:00.000Z' };
const BEFORE = 'unequal/earlier/2026-11-20T10-00-00-000Z';
const P99 = 'response_time_ms.p99';

async function ask(sql: string): Promise<readonly Readonly<Record<string, Value>>[]> {
  const root = folder.path('results');
  return ResultsDatabase.open(root, { memoryBytes: 500e6, timeoutMs: 60_000 }, async (database) => {
    const { columns, rows } = await database.ask(sql, 10_000);
    return rows.map((row) => Object.fromEntries(columns.map((name, i) => [name, row[i]])));
  });
}

beforeAll(makeRuns);

async function makeRuns(): Promise<void> {
  const root = folder.path('results');
  await writeRun(`${root}/unequal`, LATEST);
  await writeRun(`${root}/${BEFORE}`, { slower: 2, sha256: '0'.repeat(64), date: '2026-11-20T10:00:00.000Z' });
}

const { strategies, scenario, screening = [] } = madeSummary(LATEST);

describe.skipIf(duckDb.isMissing)(`the database${duckDb.reason}`, () => {
  test('every view and macro has the columns that the schema says, and its example runs', async () => {
    const found = await ask(`SELECT table_name AS name, list(column_name ORDER BY ordinal_position) AS columns,
      list(data_type ORDER BY ordinal_position) AS types FROM information_schema.columns GROUP BY table_name`);
    const named = new Map(found.map((row) => [row['name'], row]));
    for (const [name, { columns }] of Object.entries({ ...tables, ...views })) {
      expect(named.get(name)?.['columns'], name).toEqual(Object.keys(columns));
    }
    for (const [name, { columns }] of Object.entries(tables)) {
      expect(named.get(name)?.['types'], name).toEqual(Object.values(columns).map(([type]) => type));
    }
    for (const [name, { columns, parameters }] of Object.entries(macros)) {
      const described = await ask(`DESCRIBE FROM ${name}(${parameters.map(() => "'x'").join(', ')})`);
      expect(
        described.map(({ column_name }) => column_name),
        name,
      ).toEqual(Object.keys(columns));
    }
    const examples = Object.values({ ...views, ...macros }).map(({ example }) => `(SELECT count(*) FROM (${example}))`);
    await ask(`SELECT ${examples.join(', ')}`);
  });

  test('--schema names every table, column, view, macro and example', () => {
    const text = schemaText();
    for (const [name, { columns }] of Object.entries({ ...tables, ...views, ...macros })) {
      expect(text).toContain(`\n${name}`);
      for (const column of Object.keys(columns)) expect(text).toContain(`\n  ${column} `);
    }
    for (const { example } of Object.values({ ...views, ...macros })) expect(text).toContain(example);
  });

  test('docs/database.md has the schema of the code', async () => {
    const plain = (text: string) => text.replace(/ {2,}|-{3,}/g, ' ').replace(/ +/g, ' ');
    const page = await readFile(join(ROOT, 'docs/database.md'), 'utf8');
    expect(plain(page)).toContain(plain(schemaPage()));
  });

  test('best_strategy says what the summary says of the latest run', async () => {
    const best = await ask('FROM best_strategy');
    expect(best).toMatchObject(
      scenario.compare.map((measure) => {
        const judged = screening.find((each) => each.measure === measure);
        return {
          ...{ scenario: 'unequal', measure, run_id: 'unequal' },
          ...(judged && {
            leader: judged.survivors[0],
            survivors: judged.survivors.join(', '),
            is_decided: judged.survivors.length === 1,
          }),
        };
      }),
    );
    const values = strategies.map(({ measures }) => measures.response_time_ms?.p99?.value ?? NaN);
    expect(best[0]['value']).toBe(Math.min(...values));
  });

  test('before_and_after has the latest run beside the one before, with what changed', async () => {
    const rows = await ask('FROM before_and_after');
    expect(rows).toHaveLength(scenario.compare.length * strategies.length);
    for (const row of rows.filter(({ measure }) => measure === P99)) {
      const after =
        strategies.find(({ name }) => name === row['strategy'])?.measures.response_time_ms?.p99?.value ?? NaN;
      expect(row).toMatchObject({
        ...{ scenario: 'unequal', before: 2 * after, after, difference: -after, relative: -0.5, change: 'better' },
        ...{ scenario_changed: true, seed_changed: true, version_changed: false },
        ...{ run_before: BEFORE, run_after: 'unequal' },
      });
    }
  });

  test('history and measure_history have the values of each run, the oldest first', async () => {
    const rows = await ask(`FROM history('unequal', '${P99}')`);
    const expected = strategies.flatMap(({ name, measures }) => {
      const value = measures.response_time_ms?.p99?.value ?? NaN;
      return [
        { strategy: name, value: 2 * value, seed: 'a', scenario_changed: null, run_id: BEFORE },
        { strategy: name, value, seed: 'b', scenario_changed: true, run_id: 'unequal' },
      ];
    });
    expect(rows).toMatchObject(expected);
    expect(await ask(`FROM history('unequal', 'no.such')`)).toEqual([]);
    const part = await ask(`FROM history('unequal', 'models.fast.utilization')`);
    expect(part).toHaveLength(4);
  });

  test('strategy_rank has the best first, whichever direction is better', async () => {
    const p99 = await ask(`FROM strategy_rank('unequal', '${P99}')`);
    expect(p99.map(({ rank }) => rank)).toEqual([1, 2]);
    expect(Number(p99[0]['value'])).toBeLessThan(Number(p99[1]['value']));
    expect(p99[0]['behind']).toBe(0);
    const goodput = await ask(`FROM strategy_rank('unequal', 'goodput_per_s')`);
    expect(Number(goodput[0]['value'])).toBeGreaterThanOrEqual(Number(goodput[1]['value']));
    const counts = await ask(`FROM strategy_rank('unequal', 'overload.refusals')`);
    const { refusals } = strategies[0].overload;
    expect(counts.find(({ strategy }) => strategy === strategies[0].name)?.['value']).toBe(
      refusals / scenario.replications,
    );
  });

  test('compare_runs has every measure that both runs have, the compared ones first', async () => {
    const rows = await ask(`FROM compare_runs('unequal', '${BEFORE}')`);
    expect(rows[0]).toMatchObject({ measure: scenario.compare[0], is_compared: true });
    const [p99] = rows.filter(({ measure }) => measure === P99);
    expect(p99).toMatchObject({ relative: 1, is_compared: true });
    const others = rows.filter(({ measure }) => measure !== P99);
    expect(others.length).toBeGreaterThan(20);
    for (const { difference, measure } of others) expect(difference, JSON.stringify(measure)).toBe(0);
  });

  test('slo_attainment is held against its target', async () => {
    const rows = await ask(`FROM slo_attainment('unequal')`);
    expect(rows).toHaveLength(2);
    for (const { strategy, target, attainment, is_met } of rows) {
      const value = strategies.find(({ name }) => name === strategy)?.measures.slo_attainment?.value ?? NaN;
      expect([target, attainment, is_met]).toEqual([0.9, value, value >= 0.9]);
    }
  });

  test('tail_sources has the shares of each model and class, which are 1 in all', async () => {
    const rows = await ask(`SELECT strategy, sum(share_of_requests) AS share, sum(tail_share) AS tail
      FROM tail_sources WHERE run_id = 'unequal' AND part_kind = 'model' GROUP BY strategy`);
    expect(rows).toHaveLength(2);
    for (const { share, tail } of rows) {
      expect(share).toBeCloseTo(1, 12);
      expect(tail).toBeCloseTo(1, 12);
    }
  });

  test('worst_overload has the shares of requests, the worst strategy first', async () => {
    const rows = await ask('FROM worst_overload');
    expect(rows).toHaveLength(2);
    for (const { strategy, overload_failed_share, refusals_per_request, run_id } of rows) {
      const { requests, overload } = strategies.find(({ name }) => name === strategy) ?? strategies[0];
      expect(overload_failed_share).toBe(requests.overload_failed / requests.arrived);
      expect(refusals_per_request).toBe(overload.refusals / requests.arrived);
      expect(run_id).toBe('unequal');
    }
    expect(Number(rows[0]['overload_failed_share'])).toBeGreaterThanOrEqual(Number(rows[1]['overload_failed_share']));
  });

  test('a replication without a value is null', async () => {
    const rows = await ask(
      `SELECT value FROM replications WHERE run_id = 'unequal' AND strategy = 'round_robin' ORDER BY replication`,
    );
    expect(rows.map(({ value }) => value)).toEqual([1, null, 3, 4]);
  });
});
