import { readdir, readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { colourOf } from '../../src/tank/report/charts/theme.js';
import { themes } from '../../src/tank/report/figures/themes.js';
import { UNEQUAL } from '../tank/runs/tiny.js';
import { expectMistake, nodeProcess, ROOT, wavetank, workFolder } from './wavetank.js';

/** Figures for a paper, of a run with two strategies, of one with more than there are colours, and of a sweep. */

const folder = workFolder();
const NO_PROGRAMS = { env: { PATH: '/nowhere' } };
const MOST_COLOURED = 8;

const CROWDED = {
  ...UNEQUAL,
  name: 'crowded',
  slo: { response_time: '500ms' },
  compare: ['response_time_ms.p99', 'throughput_per_s'],
  strategies: Array.from({ length: 10 }, (_, i) => ({ name: `strategy_with_a_long_name_${i}`, policy: 'random' })),
};
const HOMES = ['unequal', 'crowded', 'unequal.sweep'];

beforeAll(async () => {
  const out = folder.path();
  await symlink(join(ROOT, 'node_modules'), folder.path('node_modules'));
  for (const scenario of [UNEQUAL, CROWDED]) {
    const file = await folder.write(`${scenario.name}.yaml`, scenario);
    expect((await wavetank(['run', file, '--out', out, '--quiet'])).code).toBe(0);
  }
  const factors = ['--set', 'workload.arrivals.rate=10/s,20/s', '--set', 'fleet.models.slow.max_concurrent=1..3'];
  const file = folder.path('unequal.yaml');
  expect((await wavetank(['sweep', file, '--out', out, '--quiet', ...factors])).code).toBe(0);
  expect((await wavetank(['report', ...HOMES.map((home) => folder.path(home)), '--charts'], NO_PROGRAMS)).code).toBe(0);
});

const figuresOf = async (home: string, end: string) =>
  (await readdir(folder.path(home, 'figures'))).filter((name) => name.endsWith(end));
const textOf = (home: string, name: string) => readFile(folder.path(home, 'figures', name), 'utf8');

describe.each(HOMES)('%s', (home) => {
  test('its figures are as wide as a column, with text of at least 7 points, and the page is left as it was', async () => {
    const names = await figuresOf(home, '.svg');
    expect(names.length).toBeGreaterThan(1);
    for (const name of names) {
      const svg = await textOf(home, name);
      const [, mm, pixels] = /^<svg [^>]*width="([\d.]+)mm"[^>]*viewBox="0 0 ([\d.]+) /.exec(svg) ?? [];
      expect(Number(mm), name).toBe(84);
      const pointsPerPixel = ((84 / 25.4) * 72) / Number(pixels);
      const sizes = [...svg.matchAll(/font-size="([\d.]+)px"/g)].map(([, size]) => Number(size) * pointsPerPixel);
      expect(Math.min(...sizes), name).toBeGreaterThanOrEqual(7);
      expect(svg, name).not.toMatch(/NaN|undefined|null/);
    }
    expect((await readdir(folder.path(home, 'charts'))).some((name) => name.endsWith('.png'))).toBe(false);
  });

  test('a PNG has 300 dots per inch, and says so', async () => {
    const [name] = await figuresOf(home, '.png');
    const png = await readFile(folder.path(home, 'figures', name));
    expect(png.readUInt32BE(16)).toBe(Math.round((84 / 25.4) * 300));
    expect(png.toString('latin1', 37, 41)).toBe('pHYs');
    expect(png.readUInt32BE(41)).toBe(11811); // per metre
  });

  test('every .vl.json is drawn by Vega-Lite and Vega alone, and gives the same picture', async () => {
    for (const place of ['figures', 'charts']) {
      const drawn = await drawnAlone(folder.path(home, place));
      expect(Object.keys(drawn).length).toBeGreaterThan(1);
      for (const [name, { same, plain }] of Object.entries(drawn)) {
        const picture = (await readFile(folder.path(home, place, `${name}.svg`), 'utf8')).replace(SIZE, ' ');
        expect(same.replace(SIZE, ' '), `${place}/${name}`).toBe(picture);
        expect(textsIn(plain), `${place}/${name}`).toEqual(textsIn(picture));
      }
    }
  });
});

const SIZE = / width="[\d.]+(?:mm)?" height="[\d.]+(?:mm)?"/;

/** How the texts of a picture begin, but for numbers of axes: how wide text is thought to be decides where it is cut. */
function textsIn(svg: string): readonly string[] {
  const texts = [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text);
  return texts
    .filter((text) => !/^[−\d.,%]*$/.test(text))
    .map((text) => text.slice(0, 8))
    .sort();
}

/** Each specification as a process draws it that knows nothing of wavetank; `same` takes text to be as wide as we do. */
async function drawnAlone(home: string): Promise<Record<string, { readonly same: string; readonly plain: string }>> {
  const script = await folder.write(
    'draw-alone.mjs',
    `import { readdirSync, readFileSync } from 'node:fs';
import * as vega from 'vega';
import { compile } from 'vega-lite';
const refuse = (...told) => { throw new Error(told.join(' ')); };
const logger = { level: () => logger, error: refuse, warn: refuse, info: () => logger, debug: () => logger };
const draw = (spec) => {
  vega.resetSVGDefIds();
  return new vega.View(vega.parse(compile(spec, { logger }).spec), { renderer: 'none' }).toSVG();
};
const found = {};
const ours = ({ fontSize = 11, limit = 0 }, text) => Math.min(String(text).length * fontSize * 0.64, limit || Infinity);
const theirs = vega.textMetrics.width;
for (const name of readdirSync(process.argv[2]).filter((file) => file.endsWith('.vl.json'))) {
  const spec = JSON.parse(readFileSync(process.argv[2] + '/' + name, 'utf8'));
  vega.textMetrics.width = theirs;
  const plain = await draw(spec);
  vega.textMetrics.width = ours;
  found[name.replace('.vl.json', '')] = { plain, same: await draw(spec) };
}
process.stdout.write(JSON.stringify(found));
`,
  );
  const { stdout, stderr } = await nodeProcess([script, home]);
  expect(stderr).toBe('');
  return JSON.parse(stdout) as Record<string, { readonly same: string; readonly plain: string }>;
}

test('in print strategies are told apart without colour: by dash and mark, and by grey', async () => {
  const places = Array.from({ length: MOST_COLOURED }, (_, place) => ({ name: '', place, isMuted: false }));
  const greys = places.map((look) => lightnessOf(themes.print.colourOf(look))).sort((a, b) => a - b);
  greys.forEach((grey, i) => {
    expect(grey - (greys[i - 1] ?? -Infinity), `grey ${i}`).toBeGreaterThan(6);
  });
  expect(greys.at(-1)).toBeLessThan(63); // on white a contrast of 3
  const spec = await textOf('unequal', 'percentile_curve.vl.json');
  for (const channel of ['"strokeDash":{"field":"strategy"', '"shape":{"field":"strategy"'])
    expect(spec).toContain(channel);
  expect(spec).not.toMatch(/"params"|"tooltip"|is_live/);
});

/** Of CIE, from 0 for black to 100 for white. */
function lightnessOf(colour: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const share = parseInt(colour.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  const luminance = 0.2126 * r + 0.7152 * g + 0.0722 * b;
  return luminance > 0.00886 ? 116 * Math.cbrt(luminance) - 16 : 903.3 * luminance;
}

test('in print more strategies than there are colours are one entry of the legend; on a screen there is a title', async () => {
  expect(await textOf('crowded', 'percentile_curve.svg')).toMatch(/>[89] others</);
  expect(await textOf('unequal', 'percentile_curve.svg')).not.toContain('Response time by percentile');
  const home = folder.path('unequal');
  const { code, stdout } = await wavetank(['report', home, '--theme', 'screen', '--width', '12cm', '--format', 'svg']);
  expect([code, stdout]).toEqual([0, `${home}/figures\n`]);
  const svg = await textOf('unequal', 'percentile_curve.svg');
  expect(svg).toContain('Response time by percentile');
  expect(svg).toContain('width="120mm"');
  expect(svg).toContain(colourOf({ place: 1 }));
  expect(await figuresOf('unequal', '.png')).toEqual([]);
});

test('without the program that makes PDF the others are made, unless PDF is asked for', async () => {
  const home = folder.path('unequal');
  const { stderr } = await wavetank(['report', home, '--charts'], NO_PROGRAMS);
  expect(stderr).toContain('no PDF: PDF needs rsvg-convert, which was not found: apt-get install librsvg2-bin');
  const before = await figuresOf('unequal', '');
  const asked = await wavetank(['report', home, '--format', 'svg,pdf'], NO_PROGRAMS);
  expectMistake(asked, 'PDF needs rsvg-convert', 'or make other forms: --format svg,png');
  expect(await figuresOf('unequal', '')).toEqual(before);
});

test('the page of a sweep is remade, and a damaged sweep is told', async () => {
  const home = folder.path('unequal.sweep');
  const before = await readFile(`${home}/report.html`, 'utf8');
  expect((await wavetank(['report', home])).code).toBe(0);
  expect(await readFile(`${home}/report.html`, 'utf8')).toBe(before);
  await folder.write('bad.sweep/sweep.json', { schema: 'wavetank.sweep/1', points: [] });
  expectMistake(await wavetank(['report', folder.path('bad.sweep')]), 'these results are damaged');
});
