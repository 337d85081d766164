import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runScenarioWithSeries } from '../../../src/index.js';
import { writeReport } from '../../../src/tank/report/write-report.js';
import { workFolder } from '../../cli/wavetank.js';
import { UNEQUAL } from '../runs/tiny.js';

/** The report as a reader meets it: in a real browser, from the file. */

const EXECUTABLE = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);
const folder = workFolder();
let browser: Browser;
let page: string;

beforeAll(async () => {
  if (EXECUTABLE === undefined) throw new Error('this test wants Chromium: apt-get install chromium');
  browser = await chromium.launch({
    executablePath: EXECUTABLE,
    args: ['--no-sandbox', '--disable-quic', '--disable-background-networking'],
  });
  const results = await runScenarioWithSeries({
    ...UNEQUAL,
    question: `<b>Is "it" safe?</b> 🦑`,
    compare: ['response_time_ms.p99', 'throughput_per_s'],
  });
  await mkdir(folder.path('report'));
  page = await writeReport(folder.path('report'), results, { charts: true, png: false, onNotice: expect.unreachable });
}, 60_000);
afterAll(() => browser.close());

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

test('every chart has a picture of some size, a name for screen readers, and its numbers in a table', async () => {
  const tab = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  await tab.goto(pathToFileURL(page).href);
  const figures = await tab.locator('figure').all();
  expect(figures.length).toBeGreaterThanOrEqual(6);
  for (const figure of figures) {
    const box = await figure.boundingBox();
    expect(box?.height).toBeGreaterThan(60);
    expect(await figure.getAttribute('aria-label')).toMatch(/^Chart: /);
  }
  expect(await tab.locator('section:has(figure):not(:has(table))').count()).toBe(0);
  expect(await tab.locator('.question').innerText()).toBe(`<b>Is "it" safe?</b> 🦑`);
  await tab.close();
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
