import { chmod, copyFile, mkdir, readFile, rm, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isFullRun } from '../support/runs.js';
import { TINY } from '../tank/runs/tiny.js';
import { nodeProcess, ROOT, workFolder } from './wavetank.js';

const folder = workFolder();
const START = join(ROOT, 'scripts/start.js');

test('npm start with scenarios and options runs them, from any folder, with their output', async () => {
  await folder.write('tiny.yaml', TINY);
  const charts = isFullRun() ? [] : ['--no-charts']; // drawing them takes longest
  const args = [START, 'tiny.yaml', '--seed', 'given', '--format', 'json', ...charts, '--out', folder.path('out')];
  const { code, stdout } = await nodeProcess(args, { cwd: folder.path() });
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ scenario: { name: 'tiny', seed: 'given' } });
  expect(await folder.files('out', 'tiny')).toEqual(
    expect.arrayContaining(['report.html', ...(isFullRun() ? ['percentile_curve.png'] : [])]),
  );
});

test('npm start passes all else on to the command line, which knows the commands, with its output and exit code', async () => {
  const { code, stderr } = await nodeProcess([START, 'chekc'], { cwd: folder.path() });
  expect(code).toBe(2);
  expect(stderr).toMatch(/unknown command 'chekc'\s+\(Did you mean check\?\)/);
});

/** A project folder with the scripts and a lock file, and a program `npm` that notes how and where it was called. */
async function project(name: string, { npmExits = 0 } = {}) {
  await mkdir(folder.path(name, 'scripts'), { recursive: true });
  for (const script of ['ensure-installed.js', 'ensure-built.js']) {
    await copyFile(join(ROOT, 'scripts', script), folder.path(name, 'scripts', script));
  }
  await folder.write(`${name}/package.json`, { type: 'module' });
  await folder.write(`${name}/package-lock.json`, {});
  const npm = await folder.write(
    `${name}/bin/npm`,
    `#!/bin/sh\necho "$@ in $PWD" > "${folder.path(name, 'called')}"\nexit ${npmExits}\n`,
  );
  await chmod(npm, 0o755);
  const run = (script: string, ...args: readonly string[]) =>
    nodeProcess([folder.path(name, 'scripts', script), ...args], {
      env: { PATH: `${folder.path(name, 'bin')}:${process.env['PATH'] ?? ''}` },
    });
  const ensure = (...folders: readonly string[]) => run('ensure-installed.js', ...folders);
  const ensureBuilt = () => run('ensure-built.js');
  /** Marks the dependencies as installed so many seconds after the lock file was written. */
  const install = async (secondsLater: number) => {
    const mark = await folder.write(`${name}/node_modules/.package-lock.json`, {});
    await utimes(folder.path(name, 'package-lock.json'), 1000, 1000);
    await utimes(mark, 1000 + secondsLater, 1000 + secondsLater);
  };
  const called = () => readFile(folder.path(name, 'called'), 'utf8').catch(() => undefined);
  return { ensure, ensureBuilt, install, called };
}

test.skipIf(process.platform === 'win32')('with the dependencies installed, nothing is said or done', async () => {
  const { ensure, install, called } = await project('installed');
  await install(1);
  expect(await ensure()).toEqual({ code: 0, stdout: '', stderr: '' });
  expect(await called()).toBeUndefined();
});

test.skipIf(process.platform === 'win32')('missing or old dependencies are installed, and that is said', async () => {
  const { ensure, install, called } = await project('fresh');
  expect(await ensure()).toMatchObject({
    code: 0,
    stdout: '',
    stderr: expect.stringContaining('not installed yet') as string,
  });
  expect(await called()).toMatch(/^ci /);
  await rm(folder.path('fresh', 'called'));
  await install(-1);
  expect((await ensure()).stderr).toContain('older than package-lock.json');
  expect(await called()).toMatch(/^ci /);
});

test.skipIf(process.platform === 'win32')('where that fails, so does the script', async () => {
  const { ensure } = await project('failing', { npmExits: 3 });
  const { code, stderr } = await ensure();
  expect(code).toBe(1);
  expect(stderr).toContain('npm ci failed');
});

test.skipIf(process.platform === 'win32')('a folder of the project may have dependencies of its own', async () => {
  const { ensure, install, called } = await project('parts');
  await install(1);
  await folder.write('parts/notebooks/package-lock.json', {});
  expect((await ensure('.', 'notebooks')).stderr).toContain('the dependencies of notebooks/ are not installed yet');
  expect(await called()).toMatch(/^ci .*\/parts\/notebooks\n$/);
});

test.skipIf(process.platform === 'win32')('what is built is built anew where the sources are newer', async () => {
  const { ensureBuilt, called } = await project('built');
  const source = await folder.write('built/src/core/clock.ts', '');
  expect((await ensureBuilt()).stderr).toContain('dist/ is not there yet');
  expect(await called()).toMatch(/^run --silent build /);
  await rm(folder.path('built', 'called'));
  const dist = await folder.write('built/dist/index.js', '');
  expect(await ensureBuilt()).toEqual({ code: 0, stdout: '', stderr: '' });
  expect(await called()).toBeUndefined();
  await utimes(dist, 1000, 1000);
  await utimes(source, 2000, 2000);
  expect((await ensureBuilt()).stderr).toContain('dist/ is older than src/');
});
