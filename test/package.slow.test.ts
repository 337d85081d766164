import { exec } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { nodeProcess, ROOT } from './cli/wavetank.js';
import { TINY } from './tank/runs/tiny.js';

/** The package as it is published: what `npm run build` makes, in a folder that looks like an installed package. */

let built: Awaited<ReturnType<typeof buildPackage>>;
beforeAll(async () => {
  built = await buildPackage();
});
afterAll(() => built.remove());

async function buildPackage() {
  const root = await mkdtemp(join(tmpdir(), 'wavetank-build-'));
  const home = join(root, 'node_modules/wavetank');
  await mkdir(home, { recursive: true });
  await cp(join(ROOT, 'package.json'), join(home, 'package.json'));
  await symlink(join(ROOT, 'node_modules'), join(home, 'node_modules'));
  const outcome = await nodeProcess([TSC, '-p', 'tsconfig.build.json', '--outDir', join(home, 'dist')]);
  if (outcome.code !== 0) throw new Error(`the build failed:\n${outcome.stdout}`);
  return {
    root,
    home,
    dist: join(home, 'dist'),
    /** Writes a file beside node_modules. @returns its path */
    write: async (name: string, text: string) => {
      await writeFile(join(root, name), text);
      return join(root, name);
    },
    remove: () => rm(root, { recursive: true }),
  };
}

const TSC = join(ROOT, 'node_modules/typescript/bin/tsc');

interface Manifest {
  readonly bin: Readonly<Record<string, string>>;
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
}

test('every file that package.json names is built, and the command is executable by its first line', async () => {
  const manifest = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as Manifest;
  const named = Object.values(manifest.exports).flatMap((entry) =>
    typeof entry === 'string' ? [] : Object.values(entry),
  );
  expect(named.length).toBeGreaterThanOrEqual(4);
  for (const path of [...named, ...Object.values(manifest.bin)]) {
    expect((await stat(join(built.dist, '..', path))).size, path).toBeGreaterThan(0);
  }
  expect(await readFile(join(built.dist, 'cli/bin.js'), 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
});

test('private fields stay private fields: hot loops would pay for each as a WeakMap', async () => {
  const files = (await readdir(built.dist, { recursive: true })).filter((name) => name.endsWith('.js'));
  expect(files.length).toBeGreaterThan(80);
  const texts = await Promise.all(files.map((name) => readFile(join(built.dist, name), 'utf8')));
  expect(texts.some((text) => text.includes('this.#'))).toBe(true);
  expect(files.filter((_, f) => /WeakMap|__classPrivateField/.test(texts[f]))).toEqual([]);
});

test('the built command runs under plain node, in threads, from any folder', async () => {
  const file = await built.write('tiny.yaml', JSON.stringify({ ...TINY, replications: 2 }));
  const args = [join(built.dist, 'cli/bin.js'), 'run', file, '--workers', '2', '--format', 'json'];
  const { code, stdout } = await nodeProcess(args, { cwd: built.root });
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ strategies: [{ requests: { arrived: 20, completed: 20 } }] });
});

const USE_ROUTER = `
import { Attempt, Fleet, RequestRouter, RequestView } from './router/index.js';
import { ManualClock } from './core/clock.js';
import { Streams } from './core/streams.js';
const fleet = new Fleet({ models: [{ id: 'a' }, { id: 'b' }], clock: new ManualClock() });
const router = new RequestRouter({ fleet, random: new Streams('seed', 0).named('router'), strategy: 'round_robin' });
const next = () => router.route(new Attempt(new RequestView())).modelId;
console.log(next(), next());
`;

test('the router works where there is nothing of the tank, and of packages only zod and seedrandom', async () => {
  const bare = await mkdtemp(join(tmpdir(), 'wavetank-router-'));
  for (const room of ['router', 'core']) await cp(join(built.dist, room), join(bare, room), { recursive: true });
  await mkdir(join(bare, 'node_modules'));
  for (const name of ['zod', 'seedrandom']) {
    await symlink(join(ROOT, 'node_modules', name), join(bare, 'node_modules', name));
  }
  await writeFile(join(bare, 'package.json'), '{ "type": "module" }');
  await writeFile(join(bare, 'use.js'), USE_ROUTER);
  const outcome = await nodeProcess([join(bare, 'use.js')], { cwd: bare });
  await rm(bare, { recursive: true });
  expect(outcome).toEqual({ code: 0, stdout: 'a b\n', stderr: '' });
});

test('the built command runs the quickstart, with the results of the sources', async () => {
  const scenario = join(ROOT, 'scenarios/quickstart.yaml');
  const args = ['run', scenario, '--format', 'json', '--out', join(built.root, 'results')];
  const fromBuild = await nodeProcess([join(built.dist, 'cli/bin.js'), ...args], { cwd: built.root });
  const fromSource = await nodeProcess([join(ROOT, 'scripts/start.js'), ...args]);
  expect([fromBuild.code, fromSource.code]).toEqual([0, 0]);
  expect(fromBuild.stdout).toBe(fromSource.stdout);
});

const PROGRAM = `
import { runScenario, type Summary, type StrategySummary } from 'wavetank';
import { RequestRouter } from 'wavetank/router';

export async function p99(file: string): Promise<readonly (number | undefined)[]> {
  const { strategies }: Summary = await runScenario(file, { replications: 2, onProgress: ({ jobs }) => jobs });
  return strategies.map(({ measures }: StrategySummary) => measures.response_time_ms?.p99?.value);
}
export const name: string = RequestRouter.name;
`;

test('a program in TypeScript compiles against the declarations, checked in full', async () => {
  await built.write('package.json', '{ "type": "module" }');
  const file = await built.write('program.ts', PROGRAM);
  const options = ['--strict', '--module', 'nodenext', '--target', 'es2022', '--lib', 'es2023', '--noEmit'];
  const types = ['--types', 'node', '--typeRoots', join(ROOT, 'node_modules/@types')];
  const { code, stdout } = await nodeProcess([TSC, ...options, ...types, file], { cwd: built.root });
  expect(stdout).toBe('');
  expect(code).toBe(0);
});

test('the script of docs/notebooks.md prints what it says under tsx, and its test passes under vitest', async () => {
  await built.write('package.json', '{ "type": "module" }');
  await symlink(join(ROOT, 'node_modules/vitest'), join(built.root, 'node_modules/vitest'));
  const page = await readFile(join(ROOT, 'docs/notebooks.md'), 'utf8');
  const [script, test] = [...page.matchAll(/```ts\n(\/\/ \w+[\w.]*\.ts\n.*?)```/gs)].map(([, code]) => code);
  const [, said] = /\$ npx tsx script\.ts\n(.*?)```/s.exec(page) ?? [];
  const file = await built.write('script.ts', script);
  const ran = await nodeProcess(['--import', join(ROOT, 'node_modules/tsx/dist/esm/index.mjs'), file], {
    cwd: built.root,
  });
  expect(ran).toEqual({
    code: 0,
    stdout: said.replace(/^script: 20 of 20 done\n/, ''),
    stderr: 'script: 20 of 20 done\n',
  });
  expect(await readFile(join(built.root, 'differences.svg'), 'utf8')).toMatch(/^<svg /);
  await built.write('routing.test.ts', test);
  const args = ['run', '--root', built.root, '--reporter', 'json'];
  const tested = await nodeProcess([join(ROOT, 'node_modules/vitest/vitest.mjs'), ...args], { cwd: built.root });
  expect(JSON.parse(tested.stdout)).toMatchObject({ numPassedTests: 1, numFailedTests: 0 });
});

test('publint and attw find nothing: ES modules for all, and the root for old resolvers too', async () => {
  const run = promisify(exec);
  const bin = (name: string) => join(ROOT, 'node_modules/.bin', name);
  const inPackage = { cwd: built.home };
  await run(`${bin('publint')} --strict`, inPackage); // rejects on a problem, as attw does
  const folder = await mkdtemp(join(tmpdir(), 'wavetank-attw-'));
  const { stdout: tarball } = await run(`npm pack --silent --ignore-scripts --pack-destination ${folder}`, inPackage);
  const file = join(folder, tarball.trim());
  await run(`${bin('attw')} ${file} --profile esm-only`, inPackage);
  const { stdout } = await run(
    `${bin('attw')} ${file} --no-color --entrypoints . --ignore-rules cjs-resolves-to-esm`,
    inPackage,
  );
  await rm(folder, { recursive: true });
  expect(stdout).toMatch(/node10\W+🟢/u);
}, 120_000);
