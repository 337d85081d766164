import type { ChildProcess } from 'node:child_process';
import { appendFile, cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Provenance } from '../../src/tank/results/provenance.js';
import { UNEQUAL } from '../tank/runs/tiny.js';
import { type Outcome, wavetankProcess, workFolder } from './wavetank.js';

/** A run that is killed or interrupted, and goes on with --resume: the bytes of one that was left alone. */

const folder = workFolder();
const LONG = { ...UNEQUAL, name: 'long', workload: { ...UNEQUAL.workload, requests: 50_000 }, replications: 30 };

async function run(out: string, args: readonly string[], watch?: (child: ChildProcess, stderr: string) => void) {
  const file = await folder.write('long.yaml', LONG);
  return wavetankProcess(['run', file, '--no-charts', '--out', folder.path(out), ...args], watch && { watch });
}

/** Sends a process a signal, once, when it has written a line. */
function at(line: string, signal: NodeJS.Signals) {
  let done = false;
  return (child: ChildProcess, stderr: string) => {
    if (done || !stderr.includes(line)) return;
    done = true;
    child.kill(signal);
  };
}

async function killed(out: string, workers: string): Promise<void> {
  const { code } = await run(out, ['--workers', workers], at('long: 18 of 60 jobs', 'SIGKILL'));
  expect(code).toBe(null);
  expect(await jobFiles(out)).not.toEqual([]);
  expect(await folder.files(out)).not.toContain('summary.json');
}

/** Paths of the files of finished jobs. */
async function jobFiles(out: string): Promise<string[]> {
  const entries = await readdir(folder.path(out, 'long'), { recursive: true }).catch(() => []);
  return entries.filter((name) => name.endsWith('.job')).map((name) => folder.path(out, 'long', name));
}

const bytes = (out: string) =>
  Promise.all(['summary.json', 'series.json'].map((name) => readFile(folder.path(out, 'long', name), 'utf8')));

async function expectResumed(out: string, { code, stderr }: Outcome, likeRun: string): Promise<void> {
  expect(code).toBe(0);
  expect(await bytes(out)).toEqual(await bytes(likeRun));
  const found = Number(/long: (\d+) finished jobs of an earlier run were found/.exec(stderr)?.[1]);
  expect(found).toBeGreaterThan(0);
  const { reused_jobs } = JSON.parse(await readFile(folder.path(out, 'long/provenance.json'), 'utf8')) as Provenance;
  expect(reused_jobs).toBeGreaterThan(0);
  expect(reused_jobs).toBeLessThanOrEqual(found);
  expect(await jobFiles(out)).toEqual([]);
}

const whole = test.extend('whole', { scope: 'file' }, async () => {
  expect((await run('whole', [])).code).toBe(0);
  return 'whole';
});

whole.for(['1', '3'])('killed with %s workers, a run goes on', async (workers, { whole: like }) => {
  const out = `killed-${workers}`;
  await killed(out, workers);
  await expectResumed(out, await run(out, ['--resume', '--workers', workers]), like);
});

whole('files that are damaged or foreign are ignored, told, and their jobs run again', async ({ whole: like }) => {
  await killed('damaged', '2');
  const [cut, longer, foreign, other] = await jobFiles('damaged');
  const content = await readFile(cut);
  await writeFile(cut, content.subarray(0, content.length - 100));
  await appendFile(longer, 'x');
  await writeFile(foreign, 'not ours');
  await writeFile(other, (await readFile(other, 'latin1')).replace(/ [0-9a-f]{16} /, ' 0123456789abcdef '), 'latin1');
  await writeFile(join(cut, '../notes.txt'), 'not ours');
  const outcome = await run('damaged', ['--resume']);
  for (const [file, why] of [
    [cut, 'it is damaged'],
    [longer, 'it is damaged'],
    [foreign, 'it is not a job file'],
    [other, 'it belongs to another run'],
    [join(cut, '../notes.txt'), 'it is not a job file'],
  ]) {
    expect(outcome.stderr).toContain(`long: ${file}: ignored: ${why}`);
  }
  await expectResumed('damaged', outcome, like);
});

whole('interrupted, a run keeps its jobs and says how to go on', async ({ whole: like }) => {
  const { code, stderr } = await run('interrupted', ['--workers', '2'], at('long: 18 of 60 jobs', 'SIGINT'));
  expect(code).toBe(130);
  expect(stderr).toMatch(/long: \d+ finished jobs are kept: the same command with --resume continues the run\n$/);
  await cp(folder.path('interrupted'), folder.path('more'), { recursive: true });
  await cp(folder.path('interrupted'), folder.path('other'), { recursive: true });
  await cp(folder.path('interrupted'), folder.path('anew'), { recursive: true });
  await expectResumed('interrupted', await run('interrupted', ['--resume']), like);

  const forty = ['--replications', '40'];
  await run('forty', forty);
  await expectResumed('more', await run('more', ['--resume', ...forty]), 'forty');

  const kept = await jobFiles('other');
  const other = await run('other', ['--resume', '--seed', 'other']);
  expect(other.stderr).toContain('long: 0 finished jobs of an earlier run were found');
  expect(await bytes('other')).not.toEqual(await bytes(like));
  expect(await jobFiles('other')).toEqual(kept); // they are of the other seed, which may still be resumed

  await run('anew', ['--seed', 'other', '--replications', '1']);
  expect(await jobFiles('anew')).toEqual([]);
});
