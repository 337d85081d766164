import { expect, test } from 'vitest';
import type { FinishedJob } from '../../../src/tank/runs/executor.js';
import { TimeLeft } from '../../../src/tank/runs/time-left.js';

/** Two strategies, five replications. */
function started(workers: number): TimeLeft {
  const left = new TimeLeft(2, workers);
  left.add(Array.from({ length: 10 }, (_, job) => ({ strategy: job % 2, replication: job >> 1 })));
  return left;
}

const job = (strategy: number, wallMs: number | undefined) =>
  ({ result: { strategy, replication: 0 }, wallMs }) as FinishedJob;

test('nothing is known before a job was timed', () => {
  const left = started(1);
  expect(left.ms).toBeUndefined();
  left.finish(job(0, undefined));
  expect(left.ms).toBeUndefined();
});

test('each strategy is reckoned with its own jobs, before it has any with all', () => {
  const left = started(1);
  left.finish(job(0, 100));
  expect(left.ms).toBe(900);
  left.finish(job(1, 1000));
  expect(left.ms).toBe(4 * 100 + 4 * 1000);
  left.finish(job(1, 2000));
  expect(left.ms).toBe(4 * 100 + 3 * 1500);
});

test('workers share it, but not the last job', () => {
  const left = started(4);
  left.finish(job(0, 100));
  expect(left.ms).toBe(225);
  left.finish(job(1, 1000));
  expect(left.ms).toBe(1100);
  for (let i = 0; i < 4; i++) left.finish(job(0, 100));
  for (let i = 0; i < 3; i++) left.finish(job(1, 1000));
  expect(left.ms).toBe(1000);
  left.giveUp({ strategy: 1, replication: 0 });
  expect(left.ms).toBe(0);
});
