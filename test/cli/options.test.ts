import { expect, test } from 'vitest';
import type { Io } from '../../src/cli/io.js';
import { main } from '../../src/cli/main.js';
import { TINY } from '../tank/runs/tiny.js';
import { Collected, expectMistake, ROOT, wavetank, workFolder } from './wavetank.js';

const folder = workFolder();

test.each([
  ['an unknown command', ['rnu', 'x.yaml'], /unknown command 'rnu'\s+\(Did you mean run\?\)/],
  ['no command', [], 'Usage: wavetank'],
  ['no scenario', ['run'], "missing required argument 'scenario'"],
  ['no replications', ['run', 'x.yaml', '--replications', '0'], /'--replications <n>' argument '0' is invalid/],
  ['replications in words', ['run', 'x.yaml', '--replications', 'ten'], 'Expected a whole number from 1 to 10000'],
  ['a part of a worker', ['run', 'x.yaml', '--workers', '1.5'], 'Expected a whole number from 1 to 256'],
  ['an unknown trace format', ['run', 'x.yaml', '--trace-format', 'pcap'], 'Allowed choices are azure_llm'],
  ['an unknown form of output', ['run', 'x.yaml', '--format', 'xml'], 'Allowed choices are table, json, markdown'],
  ['an unknown kind of list', ['list', 'colours'], 'Allowed choices are policies, assignments, alerts, arrivals'],
] as const)('%s on the command line is a mistake', async (_what, args, told) => {
  expectMistake(await wavetank(args), told);
});

test.skipIf(process.platform !== 'linux')('results below /proc are refused, not waited for', async () => {
  const file = await folder.write('tiny.yaml', TINY);
  expectMistake(
    await wavetank(['run', file, '--out', '/proc/wavetank']),
    '/proc/wavetank/tiny: results cannot be written',
  );
});

test('colours come where FORCE_COLOR asks for them, unless NO_COLOR forbids them', async () => {
  const file = await folder.write('tiny.yaml', TINY);
  const args = ['run', file, '--out', folder.path('colours')];
  const forced = await wavetank(args, { env: { FORCE_COLOR: '1' } });
  expect(forced.stdout).toContain('\u001b[1mround_robin: P99');
  const forbidden = await wavetank(args, { env: { FORCE_COLOR: '1', NO_COLOR: '1' } });
  expect(forbidden.stdout).not.toContain('\u001b');
});

test('a fault of wavetank is exit code 70, with a stack trace where WAVETANK_DEBUG asks for it', async () => {
  const stderr = new Collected();
  const faulty = (env: Io['env']) =>
    main(['list', 'policies'], {
      stdout: new Faulty(),
      stderr,
      env,
      cwd: ROOT,
      interruptSignal: () => new AbortController().signal,
    });
  expect(await faulty({})).toBe(70);
  expect(stderr.text).toBe('wavetank failed: out of ink\nThis is a bug in wavetank; WAVETANK_DEBUG=1 shows where.\n');
  expect(await faulty({ WAVETANK_DEBUG: '1' })).toBe(70);
  expect(stderr.text).toMatch(/shows where\.\nError: out of ink\n +at /);
});

class Faulty extends Collected {
  override write(): boolean {
    throw new Error('out of ink');
  }
}
