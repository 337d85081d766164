import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  charts,
  inspectTrace,
  makeTrace,
  type Scenario,
  showChart,
  showProgress,
  showTable,
} from '../../../src/index.js';
import { workFolder } from '../../cli/wavetank.js';
import { capacity, run, sweep } from '../../support/unchecked.js';
import { UNEQUAL } from '../runs/tiny.js';

const folder = workFolder();

const results = await run({ ...UNEQUAL, question: 'Is <b>bold</b> & wise?' });

/** What was written to the output of a cell, or printed: by its form. */
let written: { readonly form: string; readonly text: string }[] = [];
const output = {
  html: (text: string) => written.push({ form: 'html', text }),
  text: (text: string) => written.push({ form: 'text', text }),
};

beforeEach(() => {
  written = [];
  vi.spyOn(console, 'log').mockImplementation((text: string) => written.push({ form: 'console', text }));
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

/** As tslab gives it to its cells. */
function inCell(): void {
  const tslab = { display: output, newDisplay: () => output };
  vi.stubGlobal('__tslab__', { require: (name: string) => (name === 'tslab' ? tslab : undefined) });
}

describe('in a cell of a notebook', () => {
  beforeEach(inCell);

  test('a run is shown as HTML: the verdict, the ranking, no markup from the scenario', () => {
    showTable(results);
    const [{ form, text }] = written;
    expect(form).toBe('html');
    expect(text).toContain('least_loaded');
    expect(text).toMatch(/Is &#60;b&#62;bold/);
    expect(text).not.toMatch(/<b>|<script|<style/);
    expect(text.match(/<tr>/g)).toHaveLength(3);
    showTable(results.summary);
    expect(written[1]).toEqual(written[0]);
  });

  test('numbers stand to the right; what is not there is empty; long tables are cut, and say so', () => {
    const rows = Array.from({ length: 60 }, (_, i) => ({
      strategy: `<s${i}>`,
      value: 1000.25 * i,
      ...(i === 1 && { more: [1] }),
    }));
    showTable(rows, { rows: 2 });
    const [{ text }] = written;
    expect(text).toContain('text-align:right;font-variant-numeric:tabular-nums">1,000<');
    expect(text).toContain('&#60;s0&#62;');
    expect(text).toContain('[1]');
    expect(text).toContain('… and 58 more rows');
  });

  test('a chart is a picture whose ids are its own, and the same bytes each time', async () => {
    await showChart(charts.percentile_curve(results));
    await showChart(charts.percentiles(results));
    await showChart(charts.percentile_curve(results));
    const [curve, percentiles, again] = written.map(({ text }) => text);
    expect(again).toBe(curve);
    expect(curve).toMatch(/^<div[^>]*><svg /);
    const idsOf = (html: string) => [...html.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
    expect(idsOf(curve).filter((id) => idsOf(percentiles).includes(id))).toEqual([]);
  });

  test('a chart with nothing to show says so; one that cannot be drawn is a mistake', async () => {
    await showChart(charts.classes(results));
    expect(written).toEqual([{ form: 'text', text: 'This chart has nothing to show for these results.' }]);
    const broken = { mark: 'bar', data: { values: [{ a: 1 }] }, encoding: { x: { field: 'a', type: 'nope' } } };
    await expect(showChart(broken)).rejects.toThrow(/the chart cannot be drawn: .*nope|field type/);
  });

  test('the stop button ends the run with an error, so that a loop of runs ends, too; nobody listens afterwards', async () => {
    const before = process.listenerCount('SIGINT');
    const loop = async () => {
      for (const seed of ['a', 'b']) {
        const shown = showProgress();
        expect(process.listenerCount('SIGINT')).toBe(before); // not in what tslab runs with a handler of its own
        const onProgress: typeof shown.onProgress = (progress) => {
          shown.onProgress(progress);
          if (progress.finishedJobs === 4) process.emit('SIGINT');
        };
        await run(UNEQUAL, { seed, ...shown, onProgress });
      }
    };
    await expect(loop()).rejects.toMatchObject({ name: 'AbortError', message: 'interrupted' });
    expect(process.listenerCount('SIGINT')).toBe(before);
    await expect(run({ ...UNEQUAL, replications: 0 }, showProgress())).rejects.toThrow();
    expect(process.listenerCount('SIGINT')).toBe(before);
  });

  test.each([
    ['nothing', undefined],
    ['text', 'results'],
    ['an object of no known form', { a: 1 }],
  ])('%s cannot be shown as a table, and says so', (_, what) => {
    expect(() => {
      showTable(what as never);
    }).toThrow(/cannot be shown as a table/);
  });

  test('rows may hold anything', () => {
    const loop: Record<string, unknown> = {};
    loop['self'] = loop;
    showTable([{ big: 5n, code: () => 1, symbol: Symbol('s'), loop }, null as never]);
    for (const cell of ['>5<', '>function<', '>Symbol(s)<', '>object<']) expect(written[0].text).toContain(cell);
    showTable([]);
    expect(written[1].text).toContain('There are no rows.');
  });

  test('progress replaces one line; the last one says nothing of time', async () => {
    await run(UNEQUAL, showProgress());
    expect(written.map(({ form }) => form)).toEqual(written.map(() => 'text'));
    expect(written[0].text).toMatch(/^unequal: 0 of 8 done/);
    expect(written.at(-1)).toEqual({ form: 'text', text: 'unequal: 8 of 8 done' });
  });
});

describe('in a program', () => {
  test('results are printed as the command prints them', async () => {
    showTable(results);
    expect(written[0].text).toContain('least_loaded has the lowest P99');
    showTable(await sweep(UNEQUAL, { grid: { 'workload.arrivals.rate': ['10/s', '20/s'] } }, { replications: 1 }));
    expect(written[1].text).toContain('workload.arrivals.rate');
    const slo = { response_time: '1s', attainment: 0.9 };
    const change = { vary: 'workload.arrivals.rate=10/s..60/s', replications: 2, tolerance: 0.2 };
    showTable(await capacity({ ...UNEQUAL, slo, warm_up: '1s' }, change));
    expect(written[2].text).toMatch(/SLO/);
    const profile = inspectTrace(await makeTrace(UNEQUAL as Scenario));
    showTable(profile);
    showTable({ mine: profile });
    expect(written[3].text.replaceAll(/trace /g, 'mine  ').replaceAll(/ +/g, ' ')).toContain('1,000');
    expect(written[4].text).toContain('mine');
    showTable([{ a: 'x', b: 0.5 }]);
    expect(written[5].text).toContain('0.5');
  });

  test('a chart is told, and written where it is asked to be', async () => {
    const chart = charts.percentiles(results);
    await showChart(chart);
    expect(written[0].text).toMatch(/^chart "Response time by strategy, ms: unequal": give \{ file/);
    const [svg, png] = [folder.path('a.svg'), folder.path('a.png')];
    await showChart(chart, { file: svg });
    await showChart(chart, { file: png });
    expect(await readFile(svg, 'utf8')).toMatch(/^<svg /);
    expect((await readFile(png)).subarray(1, 4).toString()).toBe('PNG');
    await expect(showChart(chart, { file: folder.path('a.gif') })).rejects.toThrow(/written as \.svg or \.png/);
    await expect(showChart(chart, { file: folder.path('none/a.svg') })).rejects.toThrow(/cannot be written/);
  });

  test('an interrupt ends the run and keeps what is finished; afterwards nobody listens', async () => {
    const before = process.listenerCount('SIGINT');
    const { onProgress, ...others } = showProgress();
    const { summary } = await run(
      { ...UNEQUAL, replications: 50 },
      {
        ...others,
        onProgress: (progress) => {
          onProgress(progress);
          expect(process.listenerCount('SIGINT')).toBe(progress.finishedJobs <= 20 ? before + 1 : before);
          if (progress.finishedJobs === 20) process.emit('SIGINT');
        },
      },
    );
    expect(summary.scenario.replications).toBe(10);
    expect(summary.warnings[0]).toMatch(/^interrupted: only 10 of 50/);
    expect(process.listenerCount('SIGINT')).toBe(before);
  });
});
