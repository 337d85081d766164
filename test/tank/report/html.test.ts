import { expect, test } from 'vitest';
import { runScenarioWithSeries } from '../../../src/index.js';
import { escaped } from '../../../src/tank/report/html.js';
import { pageOf, writeReport } from '../../../src/tank/report/write-report.js';
import { workFolder } from '../../cli/wavetank.js';
import { UNEQUAL } from '../runs/tiny.js';
import { CLASSED } from './summaries.js';
import { mkdir, readFile } from 'node:fs/promises';

const folder = workFolder();
const HOSTILE = `<script>alert('1')</script> & "quoted" 🦑 </style><img src=x onerror=alert(2)>`;
const results = await runScenarioWithSeries({
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

test('warnings stand on top, verdicts before numbers, and every number of the tables is on the page', () => {
  const page = pageOf({ ...results, summary: { ...summary, warnings: ['mind the gap'] } }, new Map(), undefined);
  const order = ['mind the gap', 'least_loaded is better in P90 of response time', 'Compared with round_robin'];
  const places = order.map((text) => page.indexOf(text));
  expect(places.every((place, i) => place > (places[i - 1] ?? -1))).toBe(true);
});

test('what was left unserved and what waited is told by the numbers, whether or not charts are drawn', () => {
  const page = pageOf(results, new Map(), undefined);
  expect(page).not.toContain('nothing waited');
  expect(page).toContain('Nothing was refused, rejected or left unserved.');
  const [first, ...rest] = summary.strategies;
  const late = { ...first, requests: { ...first.requests, completed: first.requests.completed - 1, timed_out: 1 } };
  expect(pageOf({ ...results, summary: { ...summary, strategies: [late, ...rest] } }, new Map(), undefined)).toContain(
    'What was refused, rejected or left unserved stands beside',
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

test('charts of a page do not share ids', async () => {
  const page = await readFile(folder.path('report', 'report.html'), 'utf8');
  const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const [, id] of page.matchAll(/url\(#([^)]+)\)/g)) expect(ids).toContain(id);
});

test('classes have a section where there are any', () => {
  expect(pageOf({ ...results, summary: CLASSED }, new Map(), undefined)).toMatch(
    /<h2>Classes of requests<\/h2>[^]*<td>batch<\/td>/,
  );
  expect(pageOf(results, new Map(), undefined)).not.toContain('Classes of requests');
});
