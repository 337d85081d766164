import { copyFile, cp, mkdir, readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { assignmentStrategyNames, autoAssignAll } from '../src/router/balancing/index.js';
import { runScenario, scenarioJsonSchema, type Sweep, vary } from '../src/index.js';
import { nodeProcess, ROOT, wavetank, wavetankOfNode, workFolder } from './cli/wavetank.js';
import { terminalReport } from '../src/tank/report/index.js';
import { alertsSchema } from '../src/router/config/index.js';
import { type AlertKind, alertKinds } from '../src/router/monitoring/index.js';
import { planFromObject } from '../src/tank/scenario/index.js';
import { sweepVerdict } from '../src/tank/report/sweep/sweep-verdict.js';
import type { Summary } from '../src/tank/results/index.js';
import { duckDb } from './support/duckdb.js';
import { builtFile } from './support/build.js';
import { followPage } from './support/followed-page.js';

/** The examples of the pages run as they stand; only the name of the package becomes the path of what is built of it. */

const folder = workFolder();

async function examplesOf(page: string, language: string): Promise<string[]> {
  const text = await readFile(join(ROOT, page), 'utf8');
  return [...text.matchAll(new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, 'gs'))].map(([, code]) => code);
}

const doors = { 'wavetank/router': 'router/index.js', 'wavetank/balancing': 'router/balancing/index.js' };

test.each([
  { page: 'docs/router.md', count: 3 },
  { page: 'docs/balancing.md', count: 3 },
])('the examples of $page print what they say', async ({ page, count }) => {
  const examples = await examplesOf(page, 'ts');
  expect(examples).toHaveLength(count);
  for (const [i, example] of examples.entries()) {
    const code = Object.entries(doors).reduce(
      (text, [door, path]) => text.replace(`'${door}'`, `'${pathToFileURL(builtFile(path)).href}'`),
      example,
    );
    const file = await folder.write(`example-${i}.mjs`, code);
    const said = [...example.matchAll(/console\.log.*\/\/ → (.*)/g)].map(([, text]) => `${text}\n`);
    expect(await nodeProcess([file])).toEqual({ code: 0, stdout: said.join(''), stderr: '' });
    expect(said).toHaveLength(1);
  }
});

test('the example of docs/monitoring.md prints what it says', async () => {
  const [example, ...others] = await examplesOf('docs/monitoring.md', 'ts');
  expect(others).toEqual([]);
  const [router, monitoring] = ['router/index.js', 'router/monitoring/index.js'].map(
    (door) => pathToFileURL(builtFile(door)).href,
  );
  const code = example.replace("'wavetank/router'", `'${router}'`).replace("'wavetank/monitoring'", `'${monitoring}'`);
  const said = /console\.log.*\/\/ → (.*)/.exec(example)?.[1];
  const outcome = await nodeProcess([await folder.write('monitoring.mjs', code)]);
  expect(outcome).toEqual({ code: 0, stdout: `${said}\n`, stderr: '' });
});

test('docs/monitoring.md has every kind of alert with its defaults, and rules that may be written so', async () => {
  const text = await readFile(join(ROOT, 'docs/monitoring.md'), 'utf8');
  for (const [name, { hasLimit, limit, limitText, forMs, needs }] of Object.entries<AlertKind>(alertKinds)) {
    const row = text.split('\n').find((line) => line.startsWith(`| \`${name}\` `)) ?? '';
    const [, shown, held, needed] = row
      .split('|')
      .slice(2)
      .map((cell) => cell.trim().replaceAll('`', ''));
    const byDefault = hasLimit ? (typeof limit === 'number' ? limitText : 'target_utilization') : '(cannot be set)';
    expect([shown, held, needed], name).toEqual([byDefault, `${forMs / 1000} s`, needs]);
  }
  const [yaml] = await examplesOf('docs/monitoring.md', 'yaml');
  const { alerts } = parse(yaml) as { readonly alerts: unknown };
  expect(alertsSchema.parse(alerts)).toHaveLength(3);
});

test('the request of docs/balancing.md has the answer that follows it, and every strategy the totals of its table', async () => {
  const [request, answer] = (await examplesOf('docs/balancing.md', 'json')).map((text) => JSON.parse(text) as object);
  expect(autoAssignAll(request)).toEqual(answer);
  const text = await readFile(join(ROOT, 'docs/balancing.md'), 'utf8');
  const rows = [...text.matchAll(/^\| `(\w+)` +\| (\d.*?) +\| +([\d.]+) \| (\d.*?) +\| +([\d.]+) \|$/gm)];
  const assigned = assignmentStrategyNames.map((strategy) => {
    const parts = [true, false].flatMap((enable_load_balancing) => {
      const { models, total_score } = autoAssignAll({ ...request, strategy, enable_load_balancing });
      return [models.map(({ agents }) => agents).join(' / '), String(total_score)];
    });
    return [strategy, ...parts];
  });
  expect(rows.map((row) => row.slice(1))).toEqual(assigned);
});

test('the scenarios of docs/scenario.md are without mistakes and run, and the first uses every key of the form', async () => {
  const examples = await examplesOf('docs/scenario.md', 'yaml');
  expect(examples).toHaveLength(7);
  for (const [i, example] of examples.entries()) {
    const { strategies } = await runScenario(await folder.write(`example-${i}.yaml`, example), { workers: 1 });
    for (const { name, requests } of strategies) expect(requests.in_flight, name).toBe(0);
  }
  const { properties } = scenarioJsonSchema() as { readonly properties: object };
  expect(Object.keys(properties).filter((key) => !examples[0].includes(`\n${key}:`))).toEqual(['schema']);
});

test('docs/policy.md, followed to the letter, prints what it says', async () => {
  const cwd = folder.path('policy');
  const installed = folder.path('policy/node_modules/wavetank');
  await mkdir(installed, { recursive: true });
  await copyFile(join(ROOT, 'package.json'), join(installed, 'package.json'));
  await symlink(builtFile('.'), join(installed, 'dist'));
  await symlink(join(ROOT, 'node_modules/zod'), folder.path('policy/node_modules/zod'));
  const commands = await followPage('docs/policy.md', cwd, async (command) => {
    const [program, ...args] = command.replace('npx ', '').split(' ');
    if (program !== 'wavetank') return nodeProcess(args, { cwd });
    const outcome = await wavetankOfNode(args, { cwd });
    return { ...outcome, stderr: outcome.stderr.replaceAll(`${cwd}/`, '') }; // of a process it is the working directory
  });
  expect(commands).toBe(6);
}, 180_000);

test.skipIf(duckDb.isMissing)(`docs/database.md answers as it says${duckDb.reason}`, async () => {
  const cwd = folder.path('database');
  await cp(join(ROOT, 'results/published'), join(cwd, 'results'), { recursive: true });
  const commands = await followPage('docs/database.md', cwd, (command) => {
    const words = [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted || plain);
    return wavetank(words.slice(1), { cwd });
  });
  expect(commands).toBe(12);
});

test('the example of README.md runs', async () => {
  const [example] = await examplesOf('README.md', 'ts');
  const index = pathToFileURL(builtFile('index.js')).href;
  const file = await folder.write('readme.mjs', example.replace("'wavetank'", `'${index}'`));
  const { code, stdout, stderr } = await nodeProcess([file]);
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/^round_robin \{\s+value: [\d.]+/);
});

test('docs/scenario.md says of large-model what its baseline holds', async () => {
  const { summary } = JSON.parse(await readFile(join(ROOT, 'results/baselines/large-model.json'), 'utf8')) as {
    readonly summary: Summary;
  };
  const text = await readFile(join(ROOT, 'docs/scenario.md'), 'utf8');
  const rows = text.split('\n').filter((line) => /^\|.*\d+ %, \d+ % +\|$/.test(line));
  const figures = rows.map((row) => row.replace(/^\|[^|]*\|/, '').match(/\d[\d,]*(?: %)?/g));
  const whole = (value: number | undefined) => Math.round(value ?? NaN).toLocaleString('en-US');
  const expected = summary.strategies.map(({ classes = [], endpoints }) => {
    const [hard, easy] = classes;
    const busy = ['large/0', 'small/0'].map(
      (id) => endpoints.find((each) => each.id === id)?.utilization?.value ?? NaN,
    );
    return [
      whole(hard.waiting_time_ms?.mean.value),
      whole(hard.response_time_ms?.p95?.value),
      whole(easy.response_time_ms?.p95?.value),
      ...busy.map((share) => `${whole(100 * share)} %`),
    ];
  });
  const bySpeed = expected.sort((a, b) => Number(b[0].replace(',', '')) - Number(a[0].replace(',', '')));
  expect(figures).toEqual(bySpeed);
});

/** What a published run prints. */
async function published(name: string, verbose: boolean): Promise<string> {
  const summary = await readFile(join(ROOT, 'results/published', name, 'summary.json'), 'utf8');
  return terminalReport(JSON.parse(summary) as Summary, { coloured: false, verbose });
}

test('README.md shows what was published: the first screen of quickstart, and figures of stale-signals', async () => {
  const text = await readFile(join(ROOT, 'README.md'), 'utf8');
  const screen = /\n```\n(quickstart: [^`]*)\n```\n/.exec(text)?.[1];
  expect((await published('quickstart', false)).trimEnd()).toBe(screen);
  const rows = text.split('\n').filter((line) => /^\| .* \|.* ± .*\|.*\|$/.test(line));
  expect(rows).toHaveLength(6);
  const figures = rows.flatMap((row) => row.match(/[\d,.]+ ± [\d.]+|[−+][\d.]+ %|\[.*\]/g) ?? []);
  expect(figures).toHaveLength(6 + 2 * 5);
  const stale = await published('stale-signals', true);
  expect(figures.filter((figure) => !stale.includes(figure))).toEqual([]);
});

test('README.md says of the knee what was published, of the scenario that is shipped', async () => {
  const text = await readFile(join(ROOT, 'README.md'), 'utf8');
  const file = join(ROOT, 'results/published/knee.sweep/sweep.json');
  const sweep = JSON.parse(await readFile(file, 'utf8')) as Sweep;
  const said = /\n```\n(The SLO [^`]*)\n```\n/.exec(text)?.[1].replaceAll('\n', ' ');
  expect(sweepVerdict(sweep)).toContain(said);
  const [{ values: grid }] = sweep.factors;
  const varied = await vary(join(ROOT, 'scenarios/knee.yaml'), { grid: { 'workload.arrivals.rate': grid } });
  const hashes = varied.map(({ scenario }) => planFromObject(scenario).sha256);
  expect(hashes).toEqual(sweep.points.map(({ sha256 }) => sha256));
});
