import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import type { Provenance } from '../../src/tank/results/provenance.js';
import type { Summary } from '../../src/tank/results/summary.js';
import { UNEQUAL } from '../tank/runs/tiny.js';
import { wavetank, wavetankProcess, workFolder } from './wavetank.js';

/** Ctrl-C: exit code 130; what every strategy finished is kept; never a stack trace. */

const folder = workFolder();

test('the replications that every strategy finished are summarised with a warning, and later scenarios not begun', async () => {
  const long = { ...UNEQUAL, name: 'long', workload: { ...UNEQUAL.workload, requests: 2000 }, replications: 100 };
  const files = [await folder.write('long.yaml', long), await folder.write('next.yaml', { ...UNEQUAL, name: 'next' })];
  const { code, stdout, stderr } = await wavetank(
    ['run', ...files, '--no-charts', '--verbose', '--workers', '2', '--out', folder.path('kept')],
    { interruptAt: 'long: 20 of 200 jobs' },
  );
  expect(code).toBe(130);
  expect(stderr).not.toMatch(/^\s+at /m);
  expect(stderr).toContain('next: not started');
  const { scenario, warnings } = JSON.parse(await readFile(folder.path('kept/long/summary.json'), 'utf8')) as Summary;
  expect(scenario.replications).toBeGreaterThan(0);
  expect(scenario.replications).toBeLessThan(100);
  const warning = `interrupted: only ${scenario.replications} of 100 replications were finished by every strategy`;
  expect(warnings[0]).toBe(warning);
  expect(stdout).toContain(warning);
  const provenance = JSON.parse(await readFile(folder.path('kept/long/provenance.json'), 'utf8')) as Provenance;
  expect(provenance.interrupted).toBe(true);
  expect(provenance.jobs.length).toBeGreaterThanOrEqual(2 * scenario.replications);
  expect(await folder.files('kept', 'next')).toEqual([]);
});

test('a process that gets SIGINT before every strategy has finished a replication writes nothing', async () => {
  const huge = { ...UNEQUAL, name: 'huge', workload: { ...UNEQUAL.workload, requests: 10_000_000 }, replications: 1 };
  const file = await folder.write('huge.yaml', huge);
  let sent = false;
  const args = ['run', file, '--no-charts', '--verbose', '--workers', '1', '--out', folder.path('none')];
  const { code, stdout, stderr } = await wavetankProcess(args, {
    watch: (child, written) => {
      if (!sent && written.includes('huge: 0 of 2 jobs')) sent = child.kill('SIGINT');
    },
  });
  expect(code).toBe(130);
  expect(stdout).toBe('');
  expect(stderr).toBe(
    'huge: 0 of 2 jobs\nhuge: interrupted before every strategy had finished a replication; nothing written\n',
  );
  expect(await folder.files('none')).toEqual([]);
});
