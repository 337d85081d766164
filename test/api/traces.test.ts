import { writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { charts, fitTrace, inspectTrace, loadTrace, makeTrace, runScenario, writeTrace } from '../../src/index.js';
import type { Scenario } from '../../src/index.js';
import { workFolder } from '../cli/wavetank.js';
import * as tiny from '../tank/runs/tiny.js';

const folder = workFolder();
const UNEQUAL = tiny.UNEQUAL as Scenario;

test('the traffic of a scenario is that of its runs, and comes back from a file', async () => {
  const trace = await makeTrace(UNEQUAL, { replication: 1 });
  expect(trace.requestCount).toBe(1000);
  expect(await makeTrace(UNEQUAL, { seed: 'other' })).not.toEqual(await makeTrace(UNEQUAL));
  const file = folder.path('made.csv');
  await writeTrace(file, trace);
  const read = await loadTrace(file);
  expect(read.trace.arrivalMs).toEqual(trace.arrivalMs);
  expect(read.record).toMatchObject({ format: 'csv', requests: 1000, skipped_rows: 0 });
  expect(read.warnings).toEqual([]);
});

test('a part of a trace with columns of its own names is read as a scenario has it', async () => {
  const file = folder.path('own.csv');
  const rows = Array.from({ length: 50 }, (_, i) => `${i},${10 + i}`);
  await writeFile(file, ['when,length', ...rows, 'soon,3'].join('\n'));
  const columns = { arrival_s: 'when', prompt_tokens: 'length' };
  const { trace, record, warnings } = await loadTrace({ path: file, columns, from: '10s', skip_bad_rows: true });
  expect(trace.requestCount).toBe(40);
  expect(trace.promptTokens[0]).toBe(20);
  expect(record.skipped_rows).toBe(1);
  expect(warnings.join('\n')).toMatch(/1 bad rows/);
});

test('mistakes in the file or in what was asked are told', async () => {
  await expect(loadTrace(folder.path('none.csv'))).rejects.toThrow(/none\.csv: the file does not exist/);
  await expect(loadTrace({ path: 'x.csv', time_units: 's' } as never)).rejects.toThrow(/time_units/);
  await expect(makeTrace({ ...UNEQUAL, replications: 1, workload: { trace: { path: 'x.csv' } } })).rejects.toThrow(
    /no made traffic/,
  );
});

test('a fit is a scenario that runs, with traffic like that of the trace', async () => {
  const trace = await makeTrace({
    ...UNEQUAL,
    workload: {
      arrivals: { kind: 'gamma', rate: '20/s', cv: 2 },
      prompt_tokens: { kind: 'lognormal', mean: 300, cv: 1 },
      output_tokens: { kind: 'exponential', mean: 100 },
      requests: 3000,
    },
    service: { base: '5ms' },
  });
  const { scenario, made, numbers, arrivals } = fitTrace(trace, { name: 'like-it' });
  expect(arrivals.chosen.spec.kind).toBe('gamma');
  expect(numbers.filter(({ isOff }) => isOff)).toEqual([]);
  const profiles = { recorded: inspectTrace(trace), made: inspectTrace(made) };
  expect(profiles.made.arrivals.gap_cv).toBeCloseTo(profiles.recorded.arrivals.gap_cv ?? 0, 0);
  expect(JSON.stringify(charts.prompt_lengths(profiles))).toContain('recorded');
  const { scenario: ran } = await runScenario({ ...scenario, workload: { ...scenario.workload, requests: 100 } });
  expect(ran.name).toBe('like-it');
});

test('a trace that is too short to fit is a mistake', async () => {
  const trace = await makeTrace({ ...UNEQUAL, workload: { ...UNEQUAL.workload, requests: 50 } });
  expect(() => fitTrace(trace)).toThrow(/50 requests are too few to fit/);
});
