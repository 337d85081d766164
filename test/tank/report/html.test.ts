import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { escaped } from '../../../src/tank/report/page/elements.js';
import { scriptSource } from '../../../src/tank/report/page/head.js';
import { pageOf, writeReport } from '../../../src/tank/report/write-report.js';
import { workFolder } from '../../cli/wavetank.js';
import { UNEQUAL } from '../runs/tiny.js';
import { ATTACK, CLASSED, HOSTILE as ATTACKED } from './summaries.js';
import { mkdir, readFile } from 'node:fs/promises';
import { run } from '../../support/unchecked.js';

const folder = workFolder();
const HOSTILE = `<script>alert('1')</script> & "quoted" 🦑 </style><img src=x onerror=alert(2)>`;
const results = await run({
  ...UNEQUAL,
  compare: ['response_time_ms.p90'],
  replications: 10,
  question: HOSTILE,
  expected: HOSTILE,
  seed: HOSTILE,
});
const { summary } = results;

test('text of a scenario is text on the page, whatever it contains', () => {
  const page = pageOf(
    { ...results, summary: { ...summary, warnings: [HOSTILE] } },
    new Map(),
    `wavetank run '${HOSTILE}'`,
  );
  expect(page).not.toMatch(/<script|<img/);
  expect(page.split(escaped(HOSTILE)).length - 1).toBeGreaterThanOrEqual(5);
  expect(page.match(/<\/style>/g)).toHaveLength(1);
});

test('the page asks nobody for anything: no script, no link, and a policy that forbids both', () => {
  const page = pageOf(results, new Map(), undefined);
  expect(page).toContain(`content="default-src 'none'`);
  expect(page).not.toMatch(/<(?:script|link|iframe|object)|https?:\/\/(?!www\.w3\.org)/);
});

test('the answer stands on top, then what was expected, warnings and the ranking; the scenario and footnotes close', () => {
  const page = pageOf(
    { ...results, summary: { ...summary, scenario: { ...summary.scenario, expected: 'wait' }, warnings: ['mind'] } },
    new Map(),
    'wavetank run unequal.yaml',
  );
  const order = [
    'class="question"',
    'class="verdict">least_loaded has the lowest P90',
    '<dl class="setup"><dt>Fleet</dt>',
    'Expected before the run',
    '<li>mind</li>',
    '<a href="#the-scenario">',
    '<nav class="legend"',
    'Strategies by P90 of response time, the best first',
    'Compared with round_robin',
    '<h2>The scenario</h2>',
    'wavetank run unequal.yaml',
    'Intervals: 95 %',
  ];
  const places = order.map((text) => page.indexOf(text));
  expect(places).toEqual([...places].sort((a, b) => a - b));
  expect(Math.min(...places)).toBeGreaterThan(0);
});

test('the ranking has the best first, with swatch, bar, verdict and, under an SLO, words for screen readers', () => {
  const slo = { response_time_ms: 250, attainment: 0.99 };
  const page = pageOf(
    { ...results, summary: { ...summary, scenario: { ...summary.scenario, slo } } },
    new Map(),
    undefined,
  );
  const [, rows] = /class="ranking"[^]*?<tbody>([^]*?)<\/tbody>/.exec(page) ?? [];
  const names = [
    ...rows.replaceAll('<wbr>', '').matchAll(/scope="row"><svg class="swatch"[^]*?<\/svg> ([a-z_]+)/g),
  ].map(([, name]) => name);
  expect(names).toEqual(['least_loaded', 'round_robin']);
  expect(rows.match(/<rect /g)).toHaveLength(2);
  expect(rows).toContain('✓ better');
  expect(rows).toContain('<span class="sr">missed:</span>');
});

test('one strategy has no legend, no verdict beside others, and no differences', () => {
  const alone = { ...summary, strategies: [summary.strategies[0]], comparisons: [] };
  const page = pageOf({ ...results, summary: alone }, new Map(), undefined);
  expect(page).not.toContain('class="legend"');
  expect(page).not.toContain('<h2>Differences');
  expect(page).toContain('round_robin: P90 of response time is');
});

test('of some strategies of a scenario, each has its own options on the page', async () => {
  const strategies = ['random', { name: 'three', policy: 'power_of_d', options: { d: 3 } }, 'round_robin'];
  const some = await run({ ...UNEQUAL, strategies }, { strategies: ['three', 'round_robin'] });
  const rows =
    pageOf(some, new Map(), undefined)
      .split('<h3>Strategies</h3>')[1]
      .match(/<tr>.*<\/tr>/g) ?? [];
  expect(rows.map((row) => row.replace(/<[^>]+>/g, ' ')).slice(1)).toEqual([
    expect.stringMatching(/three \(baseline\) .*options \(d 3\)/),
    expect.stringMatching(/round_robin .*defaults/),
  ]);
});

test('the scenario is on the page: fleet with defaults, traffic, strategies, seed and hash', () => {
  const page = pageOf(results, new Map(), undefined);
  for (const text of [
    '<li>slots: 2</li><li>queue: 20</li>',
    '<li>speed: 0.3</li>',
    'poisson, rate 20/s',
    summary.scenario.sha256,
  ])
    expect(page).toContain(text);
  const fleet = {
    models: [{ id: 'plain', replicas: 3 }, { id: 'open', max_queue: 'unlimited', price: { prompt: 1 } }, 7],
  };
  const other = pageOf({ ...results, scenario: { fleet } }, new Map(), undefined);
  expect(other).toContain('<h4>plain × 3</h4>');
  expect(other).toContain('<li>queue: unlimited</li>');
  expect(other.match(/<g transform/g)).toHaveLength(3 + 1); // a box an endpoint
  expect(other).toContain('<dt>price</dt><dd>prompt 1</dd>');
});

test('folders of older runs may lack any part of the scenario', () => {
  for (const scenario of [{}, { fleet: 1 }, { fleet: { models: 'x' }, workload: null, strategies: {} }])
    expect(pageOf({ ...results, scenario }, new Map(), undefined)).toContain('<h2>The scenario</h2>');
});

test('a summary and a scenario in which every text attacks stay text', () => {
  const scenario = {
    [ATTACK]: ATTACK,
    fleet: { models: [{ id: ATTACK, [ATTACK]: { [ATTACK]: [ATTACK, { [ATTACK]: ATTACK }] } }] },
  };
  const page = pageOf(
    { ...results, summary: ATTACKED, scenario, series: { ...results.series, strategies: [] } },
    new Map(),
    ATTACK,
  );
  expect(page).not.toContain('<b onclick');
  const tags = new Set([...page.matchAll(/<([a-z][a-z0-9]*)/g)].map(([, tag]) => tag));
  expect(tags.has('b') || tags.has('script') || tags.has('img')).toBe(false);
});

test('what was left unserved and what waited is told by the numbers, whether or not charts are drawn', () => {
  const page = pageOf(results, new Map(), undefined);
  expect(page).not.toContain('nothing waited');
  expect(page).toContain('No request was refused, failed or left unserved.');
  const [first, ...rest] = summary.strategies;
  const late = { ...first, requests: { ...first.requests, completed: first.requests.completed - 1, timed_out: 1 } };
  expect(pageOf({ ...results, summary: { ...summary, strategies: [late, ...rest] } }, new Map(), undefined)).toContain(
    'Refusals, failures, unserved requests and retries',
  );
});

test('a report is a page and charts as specification, SVG and picture, made again in place of the last', async () => {
  const home = folder.path('report');
  await mkdir(home);
  await writeReport(home, results, { charts: true, png: true, onNotice: expect.unreachable });
  const first = await readFile(folder.path('report', 'report.html'), 'utf8');
  const files = await folder.files('report');
  expect(files).toContain('report.html');
  for (const extension of ['vl.json', 'svg', 'png']) {
    expect(files.filter((file) => file.endsWith(extension)).length).toBeGreaterThanOrEqual(6);
  }
  await writeReport(home, results, { charts: true, png: false, onNotice: expect.unreachable });
  expect(await readFile(folder.path('report', 'report.html'), 'utf8')).toBe(first);
  expect((await folder.files('report')).filter((file) => file.endsWith('.png'))).toEqual([]);
});

test('the policy of a page names each of its scripts by its hash, and no other, nor eval', async () => {
  const page = await readFile(folder.path('report', 'report.html'), 'utf8');
  const [, policy] = /Content-Security-Policy" content="([^"]+)"/.exec(page) ?? [];
  const scripts = [...page.matchAll(/<script(?: type="module")?>([^]*?)<\/script>/g)].map(([, text]) => text);
  expect(scripts).toHaveLength(3);
  expect(policy).toBe(
    `default-src 'none'; style-src 'unsafe-inline'; img-src data: blob:; script-src ${scripts.map(scriptSource).join(' ')}`,
  );
  expect(scriptSource('')).toBe(`'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='`);
});

test('the page carries its summary and the charts, compressed, with values once for both layouts', async () => {
  const page = await readFile(folder.path('report', 'report.html'), 'utf8');
  const carried = (id: string): unknown => {
    const [, text] = new RegExp(`id="${id}">([^<]*)<`).exec(page) ?? [];
    return JSON.parse(gunzipSync(Buffer.from(text, 'base64')).toString());
  };
  expect(carried('summary')).toEqual(JSON.parse(JSON.stringify(summary)));
  expect(carried('scenario')).toEqual(JSON.parse(JSON.stringify(results.scenario)));
  const { tables, charts } = carried('charts') as {
    tables: { keys: string[]; rows: unknown[][] }[];
    charts: Record<string, Record<'wide' | 'narrow', { data: { values?: number }[] }>>;
  };
  expect(Object.keys(charts)).toContain('percentile_curve');
  const { wide, narrow } = charts['percentile_curve'];
  const placesOf = ({ data }: typeof wide) => data.flatMap(({ values }) => values ?? []);
  expect(placesOf(wide)).toEqual(placesOf(narrow));
  expect(tables[placesOf(wide)[0]].keys).toEqual(expect.arrayContaining(['strategy', 'x', 'ms']));
  expect(page.length).toBeLessThan(1.5e6);
});

test('every chart is there for wide and for narrow screens, with a name, and a sentence on how to read it', async () => {
  const page = await readFile(folder.path('report', 'report.html'), 'utf8');
  const figures = page.match(/<figure[^]*?<\/figure>/g) ?? [];
  expect(figures.length).toBeGreaterThanOrEqual(6);
  for (const figure of figures) {
    expect(figure.match(/role="img" aria-label="Chart: [^"]+"><svg/g)).toHaveLength(2);
    expect(figure).toContain('How to read it:');
  }
});

test('charts of a page do not share ids', async () => {
  const text = await readFile(folder.path('report', 'report.html'), 'utf8');
  const page = text.replace(/<script>[^]*?<\/script>/g, '');
  const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const [, id] of page.matchAll(/url\(#([^)]+)\)/g)) expect(ids).toContain(id);
});

test('classes have a table where there are any', () => {
  expect(pageOf({ ...results, summary: CLASSED }, new Map(), undefined)).toMatch(
    /<h2>What makes the tail<\/h2>[^]*<td>batch<\/td>/,
  );
  expect(pageOf(results, new Map(), undefined)).not.toContain('By class');
});
