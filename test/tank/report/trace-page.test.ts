import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inspectTrace } from '../../../src/tank/inspection/inspect-trace.js';
import { escaped } from '../../../src/tank/report/page/elements.js';
import { tracePage } from '../../../src/tank/report/trace-page.js';
import { type NamedProfile, traceTables } from '../../../src/tank/report/trace-tables.js';
import type { Trace } from '../../../src/tank/trace/trace.js';
import { promptBlocks } from '../../support/prompt-blocks.js';
import { runs } from '../../support/runs.js';
import { arrivalsOf, traceOf, traces } from '../../support/traces.js';

const HOSTILE = `<script>alert('1')</script> "q" & 🦑 </style><img src=x onerror=alert(2)>.csv`;
const TEXT = { title: 'a title', told: [], command: 'wavetank trace inspect a.csv' };

const arrivalMs = arrivalsOf({ kind: 'poisson', rate: 5 }, 300_000, 'page');
const column = (most: number) => Int32Array.from(arrivalMs, (_, i) => 1 + ((i * 7919) % most));
const paths = Array.from(arrivalMs, (_, i) => ['a', `a/${i % 7}`, `a/${i % 7}/${i}`]);
const FULL = traceOf(arrivalMs, {
  promptTokens: column(3000),
  outputTokens: column(400),
  session: column(200),
  blocks: promptBlocks(paths, 512),
  tenant: { names: ['acme'], index: column(1).map(() => 0) },
});

const named = (name: string, trace: Trace): NamedProfile => ({ name, profile: inspectTrace(trace) });
const titlesOf = (page: string) => [...page.matchAll(/aria-label="Chart: ([^".]*)\. /g)].map(([, title]) => title);

test('all that is known has a chart, and every number of the tables is on the page', async () => {
  const profiles = [named('recorded.csv', FULL), named('stand-in', FULL)];
  const page = await tracePage(profiles, { ...TEXT, told: ['fitted with care'] });
  expect(titlesOf(page)).toEqual(['Rate over time', 'Dispersion', 'Prompts', 'Outputs', 'Shared prompts']);
  expect(page).toContain('<li>fitted with care</li>');
  expect(page).toContain('recorded.csv: 1,');
  for (const { title, rows } of traceTables(profiles)) {
    expect(page).toContain(`<caption><span>${escaped(title)}</span></caption>`);
    for (const cell of rows.flat()) expect(page.replaceAll('<wbr>', '')).toContain(`>${escaped(cell)}</t`);
  }
  expect(page).not.toMatch(/NaN|Infinity|undefined/);
});

test('names of files are text on the page, whatever they contain', async () => {
  const text = { title: HOSTILE, told: [HOSTILE], command: `wavetank trace inspect '${HOSTILE}'` };
  const page = await tracePage([named(HOSTILE, FULL), named('other', FULL)], text);
  expect(page).not.toMatch(/<script|<img/);
  expect(page.match(/<\/style>/g)).toHaveLength(1);
  expect(page.split(escaped(HOSTILE)).length - 1).toBeGreaterThanOrEqual(5);
  expect(page).toContain('🦑');
});

test('the page asks nobody for anything', async () => {
  const page = await tracePage([named('a', FULL)], TEXT);
  expect(page).toContain(`content="default-src 'none'`);
  expect(page).not.toMatch(/<(?:script|link|iframe|object)|https?:\/\/(?!www\.w3\.org)/);
});

test.each<[string, Trace, readonly string[]]>([
  ['one request without lengths', traceOf([5]), []],
  ['all at one instant', traceOf([5, 5, 5]), []],
  ['no lengths', traceOf(arrivalMs), ['Rate over time', 'Dispersion']],
  ['evenly spaced: no dispersion', traceOf(Array.from({ length: 100 }, (_, i) => 1000 * i)), ['Rate over time']],
  ['few', traceOf([0, 900], { promptTokens: Int32Array.of(5, 5) }), ['Rate over time', 'Prompts']],
])('%s: no chart where nothing is known', async (_what, trace, titles) => {
  const page = await tracePage([named('few', trace)], TEXT);
  expect(titlesOf(page)).toEqual(titles);
  expect(page).not.toMatch(/NaN|Infinity|undefined/);
  expect(page).toContain('<h2>In numbers</h2>');
});

test('a value that one of two traces does not have is a dash', async () => {
  const tables = traceTables([named('bare', traceOf(arrivalMs)), named('full', FULL)]);
  const prompts = tables.find(({ title }) => title === 'Prompts, tokens');
  expect(prompts?.rows.map(([, bare]) => bare)).toEqual(Array.from({ length: 13 }, () => '–'));
  expect((await tracePage([named('bare', traceOf(arrivalMs))], TEXT)).includes('Prompts, tokens')).toBe(false);
});

test('any trace has tables without a hole and without a number that is none', () => {
  fc.assert(
    fc.property(traces, (trace) => {
      for (const { head, rows } of traceTables([named('any', trace)])) {
        for (const row of rows) {
          expect(row).toHaveLength(head.length);
          expect(row.join()).not.toMatch(/NaN|∞|Infinity|undefined/);
        }
      }
    }),
    runs(200),
  );
});
