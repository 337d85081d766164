import { chmod, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '../../../core/index.js';
import { type Capacity, type RunResults, type Sweep, unwritable } from '../../results/index.js';
import { capacityCharts, capacityLooks } from '../capacity/capacity-charts.js';
import { allCharts } from '../charts/all.js';
import { looksOf } from '../charts/looks.js';
import type { ChartSpec, Look } from '../charts/theme.js';
import { toPng } from '../render.js';
import { sweepCharts, sweepLooks } from '../sweep/sweep-charts.js';
import { figureSpec } from './figure-spec.js';
import { fitWidth } from './fit-width.js';
import { hasPdf, NO_PDF, writePdfs } from './pdf.js';
import { type ThemeName, themes } from './themes.js';
import { DOTS_PER_INCH, pixelsOf, pngWithResolution, svgOfWidth } from './true-size.js';

export const FIGURE_FORMATS = ['svg', 'png', 'pdf'] as const;
export type FigureFormat = (typeof FIGURE_FORMATS)[number];

export interface FigureOptions {
  readonly theme: ThemeName;
  /** On paper. */
  readonly widthMm: number;
  /** Undefined: all that can be made. */
  readonly formats: readonly FigureFormat[] | undefined;
  /** Where programs are looked for. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Told what is left out, and why. */
  readonly onNotice: (notice: string) => void;
}

/** What figures are drawn from. */
export interface Drawable {
  readonly looks: readonly Look[];
  readonly charts: readonly { readonly name: string; readonly spec: ChartSpec }[];
}

export function runFigures(results: RunResults): Drawable {
  return { looks: looksOf(results.summary), charts: allCharts(results) };
}

export function capacityFigures(capacity: Capacity): Drawable {
  return { looks: capacityLooks(capacity), charts: capacityCharts(capacity) };
}

export function sweepFigures(sweep: Sweep): Drawable {
  return { looks: sweepLooks(sweep), charts: sweepCharts(sweep) };
}

/**
 * Draws each chart as a figure for a paper and writes them to `folder/figures/`, in place of those that are there: the
 * specification, complete in itself, as .vl.json, and each format.
 * @returns the folder of the figures
 * @throws InputError where PDF is asked for by name and cannot be made, or the folder cannot be written to
 */
export async function writeFigures(folder: string, drawable: Drawable, options: FigureOptions): Promise<string> {
  const formats = await possibleFormats(options);
  const { widthMm, theme } = options;
  const home = join(folder, 'figures');
  let fresh: string | undefined;
  try {
    fresh = await mkdtemp(join(folder, '.figures-'));
    const svgFiles: string[] = [];
    for (const { name, spec: chart } of drawable.charts) {
      const width = pixelsOf(widthMm);
      const { spec, svg } = await fitWidth(figureSpec(chart, drawable.looks, themes[theme], width), width);
      const sized = svgOfWidth(svg, widthMm);
      const path = (form: string) => join(fresh ?? folder, `${name}.${form}`);
      await writeFile(path('vl.json'), `${JSON.stringify(spec)}\n`);
      await writeFile(path('svg'), sized);
      svgFiles.push(path('svg'));
      if (formats.includes('png'))
        await writeFile(path('png'), pngWithResolution(await toPng(sized, DOTS_PER_INCH / 96)));
    }
    if (formats.includes('pdf')) await writePdfs(svgFiles, options.env);
    if (!formats.includes('svg')) for (const file of svgFiles) await rm(file);
    await rm(home, { recursive: true, force: true });
    await rename(fresh, home);
    await chmod(home, 0o755); // a temporary folder is its owner's alone
    return home;
  } catch (error) {
    throw error instanceof InputError
      ? error
      : unwritable(folder, error, 'make room, or let this folder be written to');
  } finally {
    if (fresh !== undefined) await rm(fresh, { recursive: true, force: true });
  }
}

async function possibleFormats({ formats, env, onNotice }: FigureOptions): Promise<readonly FigureFormat[]> {
  if (formats?.includes('pdf') === false || (await hasPdf(env))) return formats ?? FIGURE_FORMATS;
  if (formats !== undefined)
    throw new InputError([{ message: NO_PDF, advice: 'or make other forms: --format svg,png' }]);
  onNotice(`no PDF: ${NO_PDF}`);
  return ['svg', 'png'];
}
