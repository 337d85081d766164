import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { readTrace } from '../../src/tank/recorded/formats/read-trace.js';
import { TINY, UNEQUAL } from '../tank/runs/tiny.js';
import { expectMistake, type Outcome, wavetank, workFolder } from './wavetank.js';

/** `wavetank trace inspect | import | generate | fit`, with small files. */

const folder = workFolder();
const trace = (...args: readonly string[]) => wavetank(['trace', ...args]);
const text = (...names: readonly string[]) => readFile(folder.path(...names), 'utf8');
const traceAt = async (file: string) => (await readTrace(file, { format: undefined, skipBadRows: false })).trace;

/** 300 requests, a second apart on average, of 50 sessions and with blocks, in the normal form. */
function normalForm(count: number): string {
  const rows = Array.from({ length: count }, (_, i) => {
    const ms = 1000 * i + 400 * Math.sin(i * i);
    const turn = Math.floor(i / 50);
    const blocks = [1, 100 + (i % 50), ...Array.from({ length: turn }, (_, t) => 1000 + 50 * t + (i % 50))];
    return `${ms.toFixed(3)},${16 * blocks.length},${5 + (i % 7)},s${i % 50},${i % 3 === 0 ? 'batch' : 'chat'},${blocks.join(' ')},16`;
  });
  return ['arrival_ms,prompt_tokens,output_tokens,session,class,prefix_blocks,block_tokens', ...rows, ''].join('\n');
}

const POOL = `${JSON.stringify({
  client: 'a',
  windows: [[0, 2, 1, 'Gamma', 1, 0.5]],
  datasets: [{ t: 0, input_tokens: [[10, 1]], output_tokens: [[4, 1]] }],
})}\n`;

let recorded: string;
let pool: string;

beforeAll(async () => {
  recorded = await folder.write('recorded.csv', normalForm(300));
  pool = await folder.write('pool.jsonl', POOL);
});

describe('inspect', () => {
  test('one file: tables, or one object of JSON', async () => {
    const table = await trace('inspect', recorded);
    expect([table.code, table.stderr]).toEqual([0, '']);
    for (const shown of [
      '│ requests ',
      'mean rate, /s',
      '│ Sessions ',
      'blocks hit, cache of any size',
      'class chat',
    ]) {
      expect(table.stdout).toContain(shown);
    }
    const { code, stdout } = await trace('inspect', recorded, '--format', 'json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      schema: 'wavetank.trace_profile/1',
      trace: 'recorded.csv',
      requests: 300,
      sessions: { count: 50, turns_mean: 6 },
      prefixes: { block_tokens: 16 },
    });
  });

  test('two files: a column each, or a list; of one name in two folders the paths tell them apart', async () => {
    const other = await folder.write('elsewhere/recorded.csv', normalForm(120));
    const table = await trace('inspect', recorded, other, '--page', folder.path('two.html'));
    expect([table.code, table.stderr]).toEqual([0, `page: ${folder.path('two.html')}\n`]);
    expect(table.stdout).toMatch(/│ requests +│ +300 │ +120 │/);
    const page = await text('two.html');
    expect(page.match(/<figure/g)).toHaveLength(5);
    expect(page).toContain(other);
    const { stdout } = await trace('inspect', recorded, other, '--format', 'json');
    const profiles = JSON.parse(stdout) as { trace: string; requests: number }[];
    expect(profiles.map(({ trace: name, requests }) => [name, requests])).toEqual([
      [recorded, 300],
      [other, 120],
    ]);
  });

  test('a part of a trace, faster and again', async () => {
    const part = ['--from', '10s', '--to', '20s', '--speed-up', '2', '--repeat', '3', '--format', 'json'];
    const { stdout } = await trace('inspect', recorded, ...part);
    const { requests, span_s } = JSON.parse(stdout) as { requests: number; span_s: number };
    expect(requests).toBe(30);
    expect(Math.abs(span_s - 14.5)).toBeLessThan(0.5); // three times 10 s, less a gap, at twice the speed
  });

  test('columns by other names', async () => {
    const log = await folder.write('log.csv', 'time,in,out\n0,10,5\n1.5,20,6\n');
    const names = 'arrival_s=time, prompt_tokens=in,output_tokens=out';
    const { stdout } = await trace('inspect', log, '--columns', names, '--format', 'json');
    expect(JSON.parse(stdout)).toMatchObject({ requests: 2, span_s: 1.5, prompt_tokens: { mean: 15 } });
  });

  test('times that look like seconds are told and left as they are, until a unit is said', async () => {
    const rows = Array.from({ length: 20 }, (_, i) => `{"timestamp":${i / 4},"input_length":5,"output_length":5}\n`);
    const fast = await folder.write('fast.jsonl', rows.join(''));
    const told = await trace('inspect', fast, '--format', 'json');
    expect(told.stderr).toMatch(/fast\.jsonl: timestamp was read as milliseconds, .* 4,000 requests\/s.*--time-unit s/);
    expect(JSON.parse(told.stdout)).toMatchObject({ span_s: 0.00475 });
    const said = await trace('inspect', fast, '--format', 'json', '--time-unit', 's');
    expect([said.stderr, JSON.parse(said.stdout)]).toMatchObject(['', { span_s: 4.75 }]);
  });

  test('rows in another order are refused, with the place and what to do, or sorted', async () => {
    const mixed = await folder.write('mixed.csv', 'arrival_s,prompt_tokens\n9,1\n5,2\n');
    expectMistake(
      await trace('inspect', mixed),
      `${mixed}:3:1: arrival_s "5" is earlier than that of line 2`,
      '--sort',
    );
    const { stdout } = await trace('inspect', mixed, '--sort', '--format', 'json');
    expect(JSON.parse(stdout)).toMatchObject({ requests: 2, span_s: 4 });
  });

  test('a pool of clients is told itself; with a rate, traffic is drawn from it, by the seed', async () => {
    const told = await trace('inspect', pool, '--format', 'json');
    expect(JSON.parse(told.stdout)).toMatchObject({ schema: 'wavetank.pool_profile/1', pool: 'pool.jsonl' });
    const page = folder.path('pool.html');
    expectMistake(await trace('inspect', pool, '--page', page), `${pool}: a pool of clients has no page of charts`);
    expect(await folder.files()).not.toContain('pool.html');
    const drawn = (...args: string[]) => trace('inspect', pool, '--to', '600s', '--format', 'json', ...args);
    const [a, again, b] = [await drawn('--rate', '5/s'), await drawn('--rate', '5/s'), await drawn('--seed', 'b')];
    expect(a.stdout).toBe(again.stdout);
    expect(a.stdout).not.toBe(b.stdout);
    const { requests } = JSON.parse(a.stdout) as { requests: number };
    expect(Math.abs(requests - 3000)).toBeLessThan(3.29 * Math.sqrt(3000)); // gaps of cv 1
    const idle = await trace('inspect', recorded, '--rate', '5/s');
    expect(idle.stderr).toBe(`${recorded}: --rate and --seed have no effect: they are for pools of clients\n`);
    const failed = await trace('inspect', recorded, '--keep-failed');
    expect(failed.stderr).toBe(`${recorded}: --keep-failed has no effect: it is for burstgpt\n`);
  });
});

describe('import', () => {
  test('to every form and back, it is the same trace', async () => {
    const whole = await traceAt(recorded);
    let file = recorded;
    for (const ending of ['jsonl', 'parquet', 'csv.gz', 'jsonl.gz', 'csv']) {
      const out = folder.path(`forms.${ending}`);
      const { code, stdout, stderr } = await trace('import', file, '--out', out);
      expect([code, stdout]).toEqual([0, '']);
      expect(stderr).toMatch(/forms\..*: 300 requests from (csv|jsonl|parquet)\n$/);
      expect(await traceAt(out)).toEqual(whole);
      file = out;
    }
  });

  test('a file that is there is replaced, the one that is read too', async () => {
    const file = await folder.write('own.csv', normalForm(20));
    expect((await trace('import', file, '--out', file, '--to', '4500ms')).code).toBe(0);
    expect((await traceAt(file)).requestCount).toBe(5);
  });

  test('bad rows are refused, or counted and told', async () => {
    const bad = await folder.write('bad.csv', 'arrival_ms,prompt_tokens\n0,5\n1,many\n2,7\n');
    const out = folder.path('bad-out.csv');
    expectMistake(await trace('import', bad, '--out', out), `${bad}:3:`);
    expect(await folder.files()).not.toContain('bad-out.csv');
    const { code, stderr } = await trace('import', bad, '--out', out, '--skip-bad-rows');
    expect([code, stderr]).toEqual([0, `${bad}: 1 bad rows skipped\n${out}: 2 requests from csv\n`]);
  });
});

describe('generate', () => {
  const TOKENS = {
    ...UNEQUAL,
    name: 'tokens',
    workload: {
      arrivals: { kind: 'poisson', rate: '20/s' },
      prompt_tokens: { kind: 'lognormal', mean: 500, cv: 1 },
      output_tokens: { kind: 'lognormal', mean: 50, cv: 1 },
      requests: 500,
    },
    service: { base: '1ms', per_output_token: '1ms' },
    strategies: ['least_loaded'],
    replications: 1,
  };

  test('writes the traffic that run uses: played back, every measure is the same', async () => {
    const scenario = await folder.write('tokens.yaml', TOKENS);
    const out = folder.path('tokens.csv');
    const { code, stdout, stderr } = await trace('generate', scenario, '--out', out);
    expect([code, stdout, stderr]).toEqual([0, '', `${out}: 500 requests\n`]);
    const run = (...args: string[]) => wavetank(['run', scenario, '--no-charts', '--format', 'json', ...args]);
    const [made, played] = [
      await run('--out', folder.path('made')),
      await run('--trace', out, '--out', folder.path('played')),
    ];
    const measures = ({ stdout: json }: Outcome) => {
      const [{ measures: found }] = (JSON.parse(json) as { strategies: [{ measures: Record<string, unknown> }] })
        .strategies;
      return found['response_time_ms'];
    };
    expect(made.code).toBe(0);
    expect(measures(played)).toEqual(measures(made));
  });

  test('what the trace has no column for is told', async () => {
    const workload = { ...TOKENS.workload, prefixes: { count: 3 }, output_estimate: { bias: 1, cv: 0.5 } };
    const scenario = await folder.write('lacks.yaml', { ...TOKENS, workload });
    const out = folder.path('lacks.csv');
    const { code, stderr } = await trace('generate', scenario, '--out', out);
    expect(code).toBe(0);
    expect(stderr.split('\n').map((line) => line.slice(out.length + 2).split(':')[0])).toEqual([
      '500 requests',
      'prefixes are omitted',
      'output_estimate is omitted',
      '',
    ]);
  });

  test('seed and replication choose other traffic, always the same', async () => {
    const scenario = await folder.write('tokens.yaml', TOKENS);
    const first = async (...args: string[]) => {
      const out = folder.path('choice.csv');
      expect((await trace('generate', scenario, '--out', out, ...args)).code).toBe(0);
      return text('choice.csv');
    };
    const files = [await first(), await first('--seed', 'tokens'), await first('--seed', 'x')];
    files.push(await first('--replication', '1'), await first('--replication', '0'));
    expect(files[1]).toBe(files[0]); // the seed is the name by default
    expect(files[4]).toBe(files[0]);
    expect(new Set(files).size).toBe(3);
  });

  test('traffic that depends on the fleet, or is recorded, cannot be written', async () => {
    const users = { users: { count: 5, think_time: { kind: 'constant', value: '1s' } }, requests: 50 };
    const closed = await folder.write('users.yaml', { ...TINY, workload: users });
    const played = await folder.write('played.yaml', {
      ...TINY,
      workload: { trace: { path: recorded } },
      service: { base: '1ms' },
    });
    const out = folder.path('never.csv');
    expectMistake(await trace('generate', closed, '--out', out), `${closed}: `, 'requests wait for answers');
    expectMistake(await trace('generate', played, '--out', out), 'the scenario has no made traffic');
    expect(await folder.files()).not.toContain('never.csv');
  });
});

describe('fit', () => {
  test('writes a scenario that runs, and a page; again only with --force', async () => {
    const [out, page] = [folder.path('Stand in!.yaml'), folder.path('stand-in.html')];
    const { code, stdout, stderr } = await trace('fit', recorded, '--out', out, '--page', page);
    expect(code).toBe(0);
    expect(stderr).toMatch(/scenario: .*Stand in!\.yaml\npage: .*stand-in\.html\n$/);
    expect(stderr).not.toContain('off in mean rate'); // also where all sessions begin in the first sixth
    for (const shown of ['│ recorded ', '│ → ', 'log-likelihood', 'prompt lengths: ', '│ stand-in │']) {
      expect(stdout).toContain(shown);
    }
    const yaml = await text('Stand in!.yaml');
    expect(yaml).toMatch(
      /^# Made traffic that stands in for recorded\.csv; fleet and service are examples\.\n# wavetank /,
    );
    expect(parse(yaml)).toMatchObject({ name: 'stand-in-', workload: { block_tokens: 16, requests: 300 } });
    expect(await text('stand-in.html')).toContain('<h1>recorded.csv and its stand-in</h1>');

    const run = await wavetank(['run', out, '--replications', '2', '--no-charts', '--out', folder.path('fitted')]);
    expect(run.code).toBe(0);
    expect(run.stdout).toContain('2 replications of 300 requests');

    await writeFile(out, '# edited\n');
    expectMistake(await trace('fit', recorded, '--out', out), `${out}: this file already exists`, '--force');
    expect(await text('Stand in!.yaml')).toBe('# edited\n');
    expect((await trace('fit', recorded, '--out', out, '--force')).code).toBe(0);
    expect(await text('Stand in!.yaml')).toBe(yaml.replace(/^# wavetank .*$/m, await commandIn('Stand in!.yaml')));
  });

  test('where the stand-in is off is told, with both numbers, and written down', async () => {
    const rows = Array.from({ length: 400 }, (_, i) => `${1000 * i + (i % 200 === 0 ? 0 : 999)}`);
    const jumps = rows.map((at, i) => `${Number(at) + 3_000_000 * Math.floor(i / 199)}`);
    const odd = await folder.write('odd.csv', `arrival_ms\n${jumps.join('\n')}\n`);
    const out = folder.path('odd.yaml');
    const { code, stdout, stderr } = await trace('fit', odd, '--out', out);
    expect(code).toBe(0);
    expect(stdout).toContain('off: more than 25.0 % away, and beyond all replications');
    expect(stdout).toMatch(/│ gaps: cv +│ +1\d\.\d+ │ .* off +│/);
    expect(stderr).toMatch(/odd\.yaml: warning: the stand-in is off in gaps: cv: \S+, 1\d\.\d+ in the trace\n/);
    expect(stderr).toContain('use the trace itself (run --trace)');
    expect(await text('odd.yaml')).toContain('# the stand-in is off in gaps: cv: ');
  });

  const commandIn = async (name: string) => /^# wavetank .*$/m.exec(await text(name))?.[0] ?? '';

  test('what cannot be fitted is told, and nothing is written', async () => {
    const out = folder.path('unfitted.yaml');
    const few = await folder.write('few.csv', normalForm(99));
    expectMistake(
      await trace('fit', few, '--out', out),
      `${few}: 99 requests are too few to fit: at least 100 are needed`,
    );
    const atOnce = await folder.write('at-once.csv', `arrival_ms\n${'5\n'.repeat(200)}`);
    expectMistake(await trace('fit', atOnce, '--out', out), `${atOnce}: all requests arrive at the same time`);
    expect(await folder.files()).not.toContain('unfitted.yaml');
  });
});

describe('mistakes', () => {
  beforeAll(async () => {
    await mkdir(folder.path('a-folder'));
    await folder.write('noise.txt', 'nothing that is known\n');
  });

  test.each<[string, (at: (name: string) => string) => readonly string[], string]>([
    ['a missing file', (at) => ['inspect', at('none.csv')], 'none.csv: the file does not exist'],
    ['a directory', (at) => ['import', at('a-folder'), '--out', at('x.csv')], 'this is a directory, not a file'],
    [
      'a form there is none of',
      (at) => ['import', at('recorded.csv'), '--out', at('x.txt')],
      'expected a name that ends in',
    ],
    [
      'no folder for a trace',
      (at) => ['import', at('recorded.csv'), '--out', at('no/x.csv')],
      'cannot be written here',
    ],
    ['no folder for a page', (at) => ['inspect', at('recorded.csv'), '--page', at('no/x.html')], 'cannot be written: '],
    [
      'a scenario that could be written and a page that could not',
      (at) => ['fit', at('recorded.csv'), '--out', at('x.yaml'), '--page', at('no/x.html')],
      'x.html: this file cannot be written',
    ],
    [
      'a scenario that is no YAML',
      (at) => ['fit', at('recorded.csv'), '--out', at('x.csv')],
      'expected --out FILE.yaml',
    ],
    ['a part of a time', (at) => ['inspect', at('recorded.csv'), '--repeat', '1.5'], 'Expected a whole number from 1'],
    ['an end before the start', (at) => ['inspect', at('recorded.csv'), '--from', '20s', '--to', '10s'], 'no request'],
  ])('%s', async (_what, args, told) => {
    const before = await folder.files();
    expectMistake(await trace(...args((name) => folder.path(name))), told);
    expect(await folder.files()).toEqual(before);
  });

  test.skipIf(process.platform === 'win32' || process.getuid?.() === 0)('a folder that is read-only', async () => {
    const out = folder.path('read-only', 'x.yaml');
    await mkdir(folder.path('read-only'), { mode: 0o500 });
    expectMistake(await trace('fit', recorded, '--out', out), `${out}: this file cannot be written`);
    expect((await stat(folder.path('read-only'))).isDirectory()).toBe(true);
  });
});
