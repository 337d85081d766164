import { mkdir, readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { withDuckDb } from '../../../src/tank/recorded/index.js';
import { writeRows } from '../../../src/tank/results/write-rows.js';
import { runExperiment } from '../../../src/tank/runs/run-experiment.js';
import { planFromObject } from '../../../src/tank/scenario/index.js';
import { workFolder } from '../../cli/wavetank.js';
import { UNEQUAL } from '../runs/tiny.js';

const folder = workFolder();
const ENDPOINTS = ['fast', 'slow'];

/** Rows of a run with queues, timeouts, classes and two replications. */
async function rowsOf(changes: object, workers = 1) {
  const plan = planFromObject({ ...UNEQUAL, replications: 2, ...changes });
  const { results } = await runExperiment({ ...plan, keepsRows: true }, { workers });
  if (results === undefined) throw new Error('nothing was run');
  return results;
}

const HEAD =
  'strategy,replication,request,arrival_ms,class,session,prompt_tokens,output_tokens,demand_ms,attempts,endpoint,' +
  'waiting_time_ms,response_time_ms,status';

test('a server first come first served can be run again from the rows: Lindley gives their waiting times', async () => {
  const one = { models: [{ id: 'fast', max_concurrent: 1, max_queue: 'unlimited' }] };
  const { rows, summary } = await rowsOf({ fleet: one, strategies: ['random'] });
  expect(rows.map(({ strategy, replication }) => [strategy, replication])).toEqual([
    ['random', 0],
    ['random', 1],
  ]);
  let sum = 0;
  let count = 0;
  for (const { rows: each } of rows) {
    let freeMs = 0;
    for (let request = 0; request < each.requestCount; request++) {
      const startMs = Math.max(each.arrivalMs[request], freeMs);
      freeMs = startMs + each.demandMs[request];
      expect(each.waitingMs[request]).toBeCloseTo(startMs - each.arrivalMs[request], 6);
      expect(each.responseMs[request]).toBeCloseTo(freeMs - each.arrivalMs[request], 6);
      sum += each.responseMs[request];
      count++;
    }
  }
  expect(summary.strategies[0].measures.response_time_ms?.mean.value).toBeCloseTo(sum / count, 8);
});

test('CSV and Parquet hold the same rows, whatever the number of workers', async () => {
  const changes = {
    workload: { ...UNEQUAL.workload, classes: [{ name: 'chat' }, { name: 'batch' }] },
    client: { timeout: '150ms' },
  };
  const [{ rows: plain, summary }, threaded] = [await rowsOf(changes), await rowsOf(changes, 2)];
  expect(threaded.rows).toEqual(plain);
  const classNames = ['chat, "quoted"', 'batch']; // as a recorded trace may have them
  const rows = plain.map((each) => ({ ...each, rows: { ...each.rows, classNames } }));
  await mkdir(folder.path('rows'));
  const csv = await writeRows(folder.path('rows'), 'csv', rows, ENDPOINTS);
  const [head, ...lines] = (await readFile(csv, 'utf8')).trimEnd().split('\n');
  expect(head).toBe(HEAD);
  const { arrived, timed_out } = summary.strategies[0].requests;
  const own = lines.filter((line) => line.startsWith(`${summary.strategies[0].name},`));
  expect(own).toHaveLength(arrived);
  expect(timed_out).toBeGreaterThan(0);
  expect(own.filter((line) => line.endsWith(',,,timed_out'))).toHaveLength(timed_out);
  expect(own.some((line) => line.includes('"chat, ""quoted"""'))).toBe(true);

  const parquet = await writeRows(folder.path('rows'), 'parquet', rows, ENDPOINTS);
  expect(await folder.files('rows')).toEqual(['requests.parquet']); // in place of the other form
  await withDuckDb(async (connection) => {
    const reader = await connection.runAndReadAll(`SELECT * FROM read_parquet('${parquet}')`);
    expect(reader.columnNames().join(',')).toBe(HEAD);
    const found = reader.getRows().map((row) => row.map((value) => (value === null ? '' : String(value))));
    expect(found).toHaveLength(lines.length);
    const split = lines.map((line) => line.replaceAll('"chat, ""quoted"""', 'chat; "quoted"').split(','));
    expect(found.map((row) => row.map((value) => value.replace('chat, "', 'chat; "')))).toEqual(split);
  });
});

test('rows that are not asked for are not kept', async () => {
  const { results } = await runExperiment(planFromObject({ ...UNEQUAL, replications: 2 }), { workers: 1 });
  expect(results?.rows).toEqual([]);
});
