import { expect, test } from 'vitest';
import { ProgressDisplay } from '../../src/cli/progress.js';
import { Collected } from './wavetank.js';

/** Where stderr is no terminal: a line every tenth of the way. */

/** The lines of a run whose progress is finished jobs of jobs. */
function linesOf(...progress: readonly (readonly [finishedJobs: number, jobs: number])[]): string[] {
  const stderr = new Collected();
  const display = new ProgressDisplay('night', stderr, true);
  for (const [finishedJobs, jobs] of progress) display.show({ scenario: 'night', finishedJobs, jobs });
  return stderr.text.trimEnd().split('\n');
}

test('a line every tenth of the way', () => {
  const lines = linesOf(...Array.from({ length: 41 }, (_, finished) => [finished, 40] as const));
  expect(lines).toEqual(Array.from({ length: 11 }, (_, tenth) => `night: ${4 * tenth} of 40 jobs`));
});

test('after a pilot, and when more replications are wanted, it goes on', () => {
  const lines = linesOf([0, 2], [2, 2], [0, 20], [1, 20], [20, 20], [20, 30], [21, 30], [24, 30], [30, 30]);
  expect(lines).toEqual(
    ['0 of 2', '2 of 2', '0 of 20', '20 of 20', '20 of 30', '21 of 30', '24 of 30', '30 of 30'].map(
      (line) => `night: ${line} jobs`,
    ),
  );
});

test('a run that is over within two seconds has no lines', () => {
  const stderr = new Collected();
  const display = new ProgressDisplay('night', stderr, false);
  for (const finishedJobs of [0, 1, 2]) display.show({ scenario: 'night', finishedJobs, jobs: 2 });
  display.note('but what must be said is said');
  expect(stderr.text).toBe('night: but what must be said is said\n');
});
