import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunResults } from '../../../src/index.js';
import { writeReport } from '../../../src/tank/report/write-report.js';
import { workFolder } from '../../cli/wavetank.js';
import { UNEQUAL } from '../runs/tiny.js';
import { run } from '../../support/unchecked.js';

/** The report as a reader meets it: in a real browser, from the file. */

const EXECUTABLE = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);
const folder = workFolder();
let browser: Browser;
let page: string;
/** Of more strategies than there are colours. */
let crowded: string;

beforeAll(async () => {
  if (EXECUTABLE === undefined) throw new Error('this test wants Chromium: apt-get install chromium');
  browser = await chromium.launch({
    executablePath: EXECUTABLE,
    args: ['--no-sandbox', '--disable-quic', '--disable-background-networking'],
  });
  const results = await run({
    ...UNEQUAL,
    question: `<b>Is "it" safe?</b> 🦑`,
    expected: 'least_loaded',
    slo: { response_time: '500ms' },
    compare: ['response_time_ms.p99', 'throughput_per_s'],
  });
  page = await reportOf('report', results);
  const policies = ['round_robin', 'least_loaded', ...Array<string>(8).fill('random')];
  const strategies = policies.map((policy, i) => ({ name: `strategy_${i}`, policy }));
  crowded = await reportOf('crowded', await run({ ...UNEQUAL, strategies }));
}, 60_000);
afterAll(() => browser.close());

async function reportOf(name: string, results: RunResults): Promise<string> {
  await mkdir(folder.path(name));
  return writeReport(folder.path(name), results, { charts: true, png: false, onNotice: expect.unreachable });
}

test.each([1280, 375])(
  'at %i pixels: nothing on the console, nothing from the network, no sideways scrolling',
  async (width) => {
    const tab = await browser.newPage({ viewport: { width, height: 900 } });
    const told: string[] = [];
    const asked: string[] = [];
    tab.on('console', (message) => told.push(message.text()));
    tab.on('pageerror', (error) => told.push(error.message));
    tab.on('request', (request) => asked.push(request.url()));
    await tab.goto(pathToFileURL(page).href);
    const { wide, shown } = await tab.evaluate<Record<'wide' | 'shown', number>>(
      '({ wide: document.documentElement.scrollWidth, shown: document.documentElement.clientWidth })',
    );
    expect(told).toEqual([]);
    expect(asked).toEqual([pathToFileURL(page).href]);
    expect(wide).toBeLessThanOrEqual(shown);
    await tab.close();
  },
);

/** The page in a tab of its own, with what it told and asked for. */
async function opened(options: BrowserContextOptions = {}, file = page) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const tab = await context.newPage();
  const told: string[] = [];
  const asked: string[] = [];
  tab.on('console', (message) => told.push(message.text()));
  tab.on('pageerror', (error) => told.push(error.message));
  tab.on('request', (request) => asked.push(request.url()));
  await tab.goto(pathToFileURL(file).href);
  return { tab, told, asked, close: () => context.close() };
}

/** Waits until a chart that is scrolled to has come to life. */
async function live(tab: Page, name: string) {
  const figure = tab.locator(`#chart-${name}`);
  await figure.scrollIntoViewIfNeeded();
  const picture = figure.locator('.picture.is-live:visible');
  await picture.waitFor();
  return picture;
}

test('every chart has a picture of some size, a name for screen readers, and its numbers in a table', async () => {
  const { tab, close } = await opened();
  const pictures = await tab.locator('.picture:visible').all();
  expect(pictures.length).toBeGreaterThanOrEqual(6);
  for (const picture of pictures) {
    const box = await picture.boundingBox();
    expect(box?.height).toBeGreaterThan(60);
    expect(await picture.getAttribute('role')).toBe('img');
    expect(await picture.getAttribute('aria-label')).toMatch(/^Chart: /);
  }
  expect(await tab.locator('section:has(figure):not(:has(table))').count()).toBe(0);
  expect(await tab.locator('.question').innerText()).toBe(`<b>Is "it" safe?</b> 🦑`);
  await close();
});

test('charts come to life without a move of the page, a message, or a request', async () => {
  const { tab, told, asked, close } = await opened();
  const height = () => tab.evaluate<number>('document.documentElement.scrollHeight');
  const before = await height();
  for (const figure of await tab.locator('figure').all())
    await live(tab, (await figure.getAttribute('data-chart')) ?? '');
  expect(Math.abs((await height()) - before)).toBeLessThan(12);
  expect(told).toEqual([]);
  expect(asked.filter((url) => !url.startsWith('blob:'))).toEqual([pathToFileURL(page).href]);
  await close();
});

test('a pointer is told the value and its interval', async () => {
  const { tab, told, close } = await opened();
  const picture = await live(tab, 'differences');
  await picture.locator('.mark-symbol path').first().hover();
  const tooltip = tab.locator('#vg-tooltip-element.visible');
  await tooltip.waitFor();
  expect(await tooltip.innerText()).toMatch(/least_loaded[^]*95 % interval[^]*%/);
  const curve = await live(tab, 'percentile_curve');
  await curve.locator('.mark-symbol.role-mark path').nth(40).hover({ force: true });
  expect(await tooltip.innerText()).toMatch(/percentile[^]*P[\d.]+/);
  expect(told).toEqual([]);
  await close();
});

test('the legend hides a strategy in every chart at once, also in those that come to life later', async () => {
  const { tab, told, close } = await opened();
  const lines = (of: string) => tab.locator(`#chart-${of} .picture:visible .mark-line.role-mark path`).count();
  await live(tab, 'percentile_curve');
  expect(await lines('percentile_curve')).toBe(2);
  await tab.locator('.legend input[data-strategy="round_robin"]').uncheck();
  await expect.poll(() => lines('percentile_curve')).toBe(1);
  await live(tab, 'utilization_over_time');
  await expect.poll(() => lines('utilization_over_time')).toBe(2); // two models of the one that is left
  await tab.locator('.legend [data-legend="all"]').click();
  await expect.poll(() => lines('percentile_curve')).toBe(2);
  expect(told).toEqual([]);
  await close();
});

test('who is hidden has no row in a chart or the ranking; who is shown again has all of it', async () => {
  const { tab, told, close } = await opened({}, crowded);
  const button = tab.locator('[data-legend="others"]');
  const rows = (of: string) =>
    tab.locator(`#chart-${of} .picture:visible .role-axis-label text`).filter({ hasText: 'strategy_' }).count();
  expect(await button.innerText()).toBe('hide the grey ones');
  await live(tab, 'differences');
  const all = await rows('differences');
  await button.click();
  expect(await button.innerText()).toBe('show the grey ones');
  await expect.poll(() => rows('differences')).toBe(1); // the leader: the baseline has none
  expect(await tab.locator('.ranking tbody tr:visible').count()).toBe(2);
  await live(tab, 'percentiles');
  await expect.poll(() => rows('percentiles')).toBe(2);
  await button.click();
  await expect.poll(() => rows('differences')).toBe(all);
  await expect.poll(() => rows('percentiles')).toBe(10);
  expect(await tab.locator('.ranking tbody tr:visible').count()).toBe(10);
  expect(await tab.evaluate<string[]>(CUT)).toEqual([]);
  expect(told).toEqual([]);
  await close();
});

/** Runs in the page: live charts of which something lies outside. */
const CUT = `[...document.querySelectorAll('.picture.is-live svg')].flatMap((svg) => {
  const [outer, inner] = [svg.getBoundingClientRect(), svg.firstElementChild.getBoundingClientRect()];
  const isInside = inner.right <= outer.right + 1 && inner.bottom <= outer.bottom + 1;
  return outer.width === 0 || isInside ? [] : [svg.closest('figure').id];
})`;

test('the legend of a chart names those that are chosen', async () => {
  const { tab, close } = await opened({}, crowded);
  const named = (await live(tab, 'percentile_curve')).locator('.role-legend-label text');
  expect(await named.count()).toBe(2);
  await tab.locator('.legend input:not(:checked)').first().check();
  await expect.poll(() => named.count()).toBe(3);
  await close();
});

test('a wheel with the control key zooms, a drag moves, a double click shows all', async () => {
  const { tab, told, close } = await opened();
  const picture = await live(tab, 'percentile_curve');
  const path = () => picture.locator('.mark-line.role-mark path').first().getAttribute('d');
  const [whole, box] = [await path(), await picture.boundingBox()];
  if (box === null) throw new Error('no box');
  await tab.mouse.move(box.x + 300, box.y + 200);
  await tab.keyboard.down('Control');
  await tab.mouse.wheel(0, -300);
  await tab.keyboard.up('Control');
  await expect.poll(path).not.toBe(whole);
  const zoomed = await path();
  await tab.mouse.down();
  await tab.mouse.move(box.x + 350, box.y + 220, { steps: 4 });
  await tab.mouse.up();
  await expect.poll(path).not.toBe(zoomed);
  await tab.mouse.dblclick(box.x + 300, box.y + 200);
  await expect.poll(path).toBe(whole);
  expect(told).toEqual([]);
  await close();
});

test.each(['percentile_curve', 'utilization_over_time'])('buttons zoom %s, by the keyboard too', async (name) => {
  const { tab, told, close } = await opened();
  const picture = await live(tab, name);
  const path = () => picture.locator('.mark-line.role-mark path').first().getAttribute('d');
  const whole = await path();
  await tab.getByRole('button', { name: `zoom in: the chart ${name}` }).press('Enter');
  await expect.poll(path).not.toBe(whole);
  const zoomed = await path();
  await tab.getByRole('button', { name: `zoom in: the chart ${name}` }).click();
  await expect.poll(path).not.toBe(zoomed);
  await tab.getByRole('button', { name: `zoom out: the chart ${name}` }).click();
  await expect.poll(path).toBe(zoomed);
  await tab.getByRole('button', { name: `whole: show the whole chart ${name}` }).click();
  await expect.poll(path).toBe(whole);
  expect(told).toEqual([]);
  await close();
});

test('a pointer finds the nearest line from anywhere in the chart', async () => {
  const { tab, close } = await opened();
  const picture = await live(tab, 'percentile_curve');
  const box = await picture.boundingBox();
  if (box === null) throw new Error('no box');
  const tooltip = tab.locator('#vg-tooltip-element.visible');
  await tab.mouse.move(box.x + 150, box.y + 120); // far above the lines
  await tooltip.waitFor();
  expect(await tooltip.innerText()).toMatch(/percentile[^]*P[\d.]+/);
  await close();
});

test('charts, tables and the summary can be downloaded', async () => {
  const { tab, told, close } = await opened();
  await live(tab, 'percentile_curve');
  const got = async (label: RegExp) => {
    const [download] = await Promise.all([
      tab.waitForEvent('download'),
      tab.getByRole('button', { name: label }).first().click(),
    ]);
    return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
  };
  const svg = await got(/chart percentile_curve as SVG/);
  expect(svg.name).toBe('percentile_curve.svg');
  expect(svg.bytes.toString()).toMatch(/^<svg [^]*SLO 500 ms[^]*<\/svg>$/);
  const png = await got(/chart percentile_curve as PNG/);
  expect([...png.bytes.subarray(1, 4)]).toEqual([...Buffer.from('PNG')]);
  const csv = await got(/table as CSV: Strategies by P99/);
  expect(csv.name).toBe('strategies-by-p99-of-response-time-the-best-first-times-in.csv');
  expect(csv.bytes.toString()).toMatch(
    /^strategy,P99,P99 ±,against round_robin,.*\r\nleast_loaded,\d+,\d+,no verdict,missed,[\d.]+,/,
  );
  const json = await got(/summary as JSON/);
  expect(json.name).toBe('unequal-summary.json');
  expect(JSON.parse(json.bytes.toString())).toMatchObject({ schema: 'wavetank.summary/2' });
  const scenario = await got(/scenario as JSON/);
  expect(scenario.name).toBe('scenario.json'); // as the page tells to run it
  expect(JSON.parse(scenario.bytes.toString())).toMatchObject({ name: 'unequal', slo: { response_time: '500ms' } });
  expect(told).toEqual([]);
  await close();
});

test('dark where the reader has it dark, and by a button; charts too', async () => {
  const { tab, close } = await opened({ colorScheme: 'dark' });
  const paper = () => tab.evaluate<string>('getComputedStyle(document.body).backgroundColor');
  const label = () =>
    tab.evaluate<string>(
      `getComputedStyle(document.querySelector('.role-axis-label text, [class*="label"] text')).fill`,
    );
  expect(await paper()).toBe('rgb(20, 23, 27)');
  expect(await label()).toBe('rgb(230, 233, 236)');
  await tab.getByRole('button', { name: /dark or light/ }).click();
  expect(await paper()).toBe('rgb(255, 255, 255)');
  expect(await label()).toBe('rgb(34, 34, 34)');
  await close();
});

describe.each(['light', 'dark'] as const)('%s', (colorScheme) => {
  test.each([1280, 375])('axe finds nothing wrong at %i pixels, with every table open', async (width) => {
    const { tab, close } = await opened({ colorScheme, viewport: { width, height: 900 }, bypassCSP: true });
    await live(tab, 'percentile_curve');
    await tab.evaluate(`for (const each of document.querySelectorAll('details')) each.open = true`);
    await tab.addScriptTag({ content: axe.source });
    const found = await tab.evaluate<string[]>(
      `axe.run().then(({ violations }) => violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ' ' + html.slice(0, 200))))`,
    );
    expect(found).toEqual([]);
    await close();
  });
});

test.each([1280, 768, 375, 320])(
  'at %i pixels without script all is there, and nothing is cut or empty',
  async (width) => {
    const { tab, told, close } = await opened({ javaScriptEnabled: false, viewport: { width, height: 900 } });
    expect(told).toEqual([]);
    const pictures = await tab.locator('.picture:visible').all();
    expect(pictures.length).toBeGreaterThanOrEqual(6);
    for (const picture of pictures) {
      const [frame, svg] = [await picture.boundingBox(), await picture.locator('svg').boundingBox()];
      if (frame === null || svg === null) throw new Error('nothing is shown');
      expect(svg.width).toBeLessThanOrEqual(frame.width + 0.5);
      expect(svg.width).toBeGreaterThan(Math.min(250, width - 60));
    }
    expect(await tab.locator('.legend input:visible, button:visible').count()).toBe(0);
    expect(await tab.locator('.ranking tbody tr').count()).toBe(2);
    await close();
  },
);

test('text of charts is at least 11 pixels high at 1280', async () => {
  const { tab, close } = await opened({ javaScriptEnabled: false });
  const sizes = await Promise.all(
    (await tab.locator('.picture:visible svg').all()).map(async (svg) => {
      const shown = (await svg.boundingBox())?.width ?? 0;
      return (11 * shown) / Number(await svg.getAttribute('width'));
    }),
  );
  expect(Math.min(...sizes)).toBeGreaterThanOrEqual(10.99);
  await close();
});

test('under a policy that forbids scripts the page says the same', async () => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const tab = await context.newPage();
  await tab.route('http://report.test/', async (route) =>
    route.fulfill({
      contentType: 'text/html; charset=utf-8',
      headers: { 'Content-Security-Policy': "script-src 'none'" },
      body: await readFile(page, 'utf8'),
    }),
  );
  await tab.goto('http://report.test/');
  expect(await tab.locator('.picture:visible').count()).toBeGreaterThanOrEqual(6);
  expect(await tab.locator('.legend input:visible, button:visible').count()).toBe(0);
  expect(await tab.locator('.verdict').first().innerText()).toContain('least_loaded');
  await context.close();
});

test('printed, every table is open and nothing is wider than the paper', async () => {
  const { tab, close } = await opened({ viewport: { width: 720, height: 900 }, javaScriptEnabled: false });
  await tab.emulateMedia({ media: 'print' });
  expect(await tab.locator('figure svg:visible').count()).toBeGreaterThanOrEqual(6);
  expect(await tab.locator('details table').first().isVisible()).toBe(true);
  await close();
});

test.each(['few', 'many'])(
  'on A4 no table of %s strategies is wider than the paper, and no number is broken',
  async (name) => {
    const paper = Math.floor(((210 - 2 * 15) / 25.4) * 96);
    const options = { viewport: { width: paper, height: 900 }, javaScriptEnabled: false };
    const { tab, close } = await opened(options, name === 'few' ? page : crowded);
    await tab.emulateMedia({ media: 'print' });
    expect(await tab.evaluate<string[]>(WIDER)).toEqual([]);
    expect(await tab.evaluate<string[]>(BROKEN)).toEqual([]);
    await close();
  },
);

/** Runs in the page: tables that end outside of it. */
const WIDER = `[...document.querySelectorAll('table')]
  .filter((table) => table.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
  .map(({ caption }) => caption.textContent)`;

/** Runs in the page: cells of numbers that take more than a line. */
const BROKEN = `[...document.querySelectorAll('td.n')].flatMap((cell) => {
  const range = document.createRange();
  range.selectNodeContents(cell);
  return new Set([...range.getClientRects()].map(({ top }) => top)).size > 1 ? [cell.textContent] : [];
})`;

test('on a telephone the value and the verdict stand beside the name, and a caption is not cut', async () => {
  const { tab, close } = await opened({ viewport: { width: 390, height: 844 } }, crowded);
  const seen = await tab.locator('.ranking tbody tr').first().locator('th, td').all();
  const ends = await Promise.all(seen.map(async (cell) => (await cell.boundingBox())?.x ?? NaN));
  expect(await tab.locator('.ranking .bar:visible').count()).toBe(0);
  expect(ends.filter((x) => x < 390 - 80).length).toBeGreaterThanOrEqual(3);
  const caption = await tab.locator('.ranking caption span').boundingBox();
  expect(caption?.width).toBeLessThanOrEqual(390);
  await close();
});

test('labels of a chart do not lie on each other', async () => {
  const tab = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  await tab.goto(pathToFileURL(page).href);
  expect(await tab.evaluate<string[]>(OVERLAPS)).toEqual([]);
  await tab.close();
});

/** Runs in the page: pairs of labels of one axis or legend whose boxes overlap. */
const OVERLAPS = `[...document.querySelectorAll('figure .role-axis-label, figure .role-legend-label')].flatMap((group) => {
  const labels = [...group.querySelectorAll('text')].map((text) => ({ text: text.textContent, box: text.getBoundingClientRect() }));
  return labels.flatMap((a, i) =>
    labels.slice(i + 1).flatMap((b) => {
      const across = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left);
      const down = Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top);
      return across > 1 && down > 4 ? [a.text + ' / ' + b.text] : [];
    }),
  );
})`;
