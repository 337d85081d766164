import { exec } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { nodeProcess, type Outcome, ROOT } from './cli/wavetank.js';
import { followPage } from './support/followed-page.js';
import { TINY } from './tank/runs/tiny.js';

/** The packed package, installed into empty projects by npm: with what is optional, and without. */

/** What the optional packages bring, on their own or as what they need. */
const HEAVY = /^(vega|d3-|@resvg|@duckdb|dejavu)/;

let root: string;
let tarball: string;
let whole: Project;
let lean: Project;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'wavetank-install-'));
  const { stdout } = await promisify(exec)(`npm pack --silent --pack-destination ${root}`, { cwd: ROOT });
  tarball = join(root, stdout.trim());
  whole = await installed(tarball, 'whole', '');
  lean = await installed(tarball, 'lean', '--omit=optional');
});
afterAll(() => rm(root, { recursive: true }));

interface Project {
  readonly folder: string;
  /** Names of all packages, `wavetank` among them. */
  readonly packages: readonly string[];
  readonly bytes: number;
  readonly wavetank: (...args: readonly string[]) => Promise<Outcome>;
  readonly node: (file: string, text: string) => Promise<Outcome>;
}

async function installed(tarball: string, name: string, flags: string): Promise<Project> {
  const folder = await mkdtemp(join(root, `${name}-`));
  await writeFile(join(folder, 'package.json'), '{ "type": "module", "private": true }');
  await promisify(exec)(`npm install --silent --no-audit --no-fund --omit=dev ${flags} ${tarball}`, { cwd: folder });
  await writeFile(join(folder, 'tiny.yaml'), JSON.stringify(TINY));
  const modules = join(folder, 'node_modules');
  const files = await readdir(modules, { recursive: true, withFileTypes: true });
  const sizes = await Promise.all(
    files.filter((file) => file.isFile()).map(async (file) => (await stat(join(file.parentPath, file.name))).size),
  );
  const lock = JSON.parse(await readFile(join(modules, '.package-lock.json'), 'utf8')) as { packages: object };
  return {
    folder,
    packages: Object.keys(lock.packages).map((path) => path.replace(/^.*node_modules\//, '')),
    bytes: sizes.reduce((sum, size) => sum + size, 0),
    wavetank: (...args) => nodeProcess([join(modules, 'wavetank/dist/cli/bin.js'), ...args], { cwd: folder }),
    node: async (file, text) => {
      await writeFile(join(folder, file), text);
      return nodeProcess([file], { cwd: folder });
    },
  };
}

async function exampleOf(page: string): Promise<string> {
  return /```ts\n(.*?)```/s.exec(await readFile(join(ROOT, page), 'utf8'))?.[1] ?? '';
}

test('what is optional is installed by default, and draws', async () => {
  expect(whole.packages.filter((name) => HEAVY.test(name)).length).toBeGreaterThan(20);
  const { code, stderr } = await whole.wavetank('run', 'tiny.yaml', '--png');
  expect(stderr).not.toContain('optional');
  expect(code).toBe(0);
  expect(await readdir(join(whole.folder, 'results/tiny/charts'))).toContain('percentile_curve.png');
});

describe('with --omit=optional', () => {
  test('nothing heavy is installed', () => {
    expect(lean.packages.filter((name) => HEAVY.test(name))).toEqual([]);
    expect(lean.packages.length).toBeLessThanOrEqual(36); // 31 when this was written; 137 with what is optional
    expect(lean.bytes).toBeLessThan(40e6); // 25 MB; 133 MB
    expect(lean.bytes).toBeLessThan(whole.bytes / 3);
  });

  test('the router runs the example of its page', async () => {
    const outcome = await lean.node('router.js', await exampleOf('docs/router.md'));
    expect(outcome).toEqual({ code: 0, stdout: 'answered by a large 2 2\n', stderr: '' });
  });

  test('a run writes all but charts, and says once what to type for them', async () => {
    const { code, stdout, stderr } = await lean.wavetank('run', 'tiny.yaml');
    expect(code).toBe(0);
    expect(stdout).toContain('round_robin');
    expect(stderr.match(/tiny: the report has only tables: charts need .* npm install vega/g)).toHaveLength(1);
    const files = await readdir(join(lean.folder, 'results/tiny'));
    expect(files).toEqual(expect.arrayContaining(['report.html', 'summary.json', 'series.json']));
    expect(files).not.toContain('charts');
  });

  test('rows are CSV; as Parquet they are refused before anything runs', async () => {
    expect((await lean.wavetank('run', 'tiny.yaml', '--rows', '--no-charts')).code).toBe(0);
    expect(await readdir(join(lean.folder, 'results/tiny'))).toContain('requests.csv');
    const { code, stdout, stderr } = await lean.wavetank('run', 'tiny.yaml', '--rows-format', 'parquet', '--out', 'no');
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(
      /Parquet needs the optional package @duckdb\/node-api.* npm install @duckdb\/node-api@\S+, or use CSV/,
    );
    expect(await readdir(lean.folder)).not.toContain('no');
  });

  test('the results database says what to type for it', async () => {
    const { code, stdout, stderr } = await lean.wavetank('query', 'FROM runs');
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(
      /^the results database needs the optional package @duckdb\/node-api, .* npm install @duckdb/,
    );
  });

  test('docs/policy.md, followed to the letter in an empty folder, prints what it says', async () => {
    const folder = await mkdtemp(join(root, 'policy-'));
    const inFolder = async (command: string): Promise<Outcome> => {
      const { stdout, stderr } = await promisify(exec)(command, { cwd: folder }).catch(
        (failed: unknown) => failed as { readonly stdout: string; readonly stderr: string },
      );
      return { code: null, stdout, stderr };
    };
    const { stderr } = await inFolder(`npm install --silent --no-audit --no-fund --omit=optional ${tarball} zod@4`);
    expect(stderr).toBe('');
    expect(await followPage('docs/policy.md', folder, inFolder)).toBe(6);
  });

  test('from TypeScript a scenario runs', async () => {
    const program = `import { runScenario } from 'wavetank';
      const { strategies } = await runScenario('tiny.yaml');
      console.log(strategies[0].requests.completed);`;
    expect(await lean.node('scenario.js', program)).toEqual({ code: 0, stdout: '10\n', stderr: '' });
  });
});

test('every link of the packed pages leads to a file that is packed, or to the web', async () => {
  const home = join(lean.folder, 'node_modules/wavetank');
  const pages = (await readdir(home, { recursive: true })).filter((path) => path.endsWith('.md'));
  expect(pages).toEqual(expect.arrayContaining(['README.md', 'docs/router.md', 'docs/scenario.md']));
  const missing: string[] = [];
  for (const page of pages) {
    for (const [, target] of (await readFile(join(home, page), 'utf8')).matchAll(/\]\(([^)\s#]+)[^)]*\)/g)) {
      if (/^[a-z]+:/.test(target)) continue;
      const found = await stat(join(home, dirname(page), target)).catch(() => undefined);
      if (found === undefined) missing.push(`${page}: ${target}`);
    }
  }
  expect(missing).toEqual([]);
});

test('all code of the tank may be removed from under a router', async () => {
  for (const room of ['tank', 'cli']) {
    await rm(join(lean.folder, 'node_modules/wavetank/dist', room), { recursive: true });
  }
  const outcome = await lean.node('bare.js', await exampleOf('docs/router.md'));
  expect(outcome).toEqual({ code: 0, stdout: 'answered by a large 2 2\n', stderr: '' });
});
