import { chmod, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MissingPackageError } from '../../core/index.js';
import { unwritable } from '../results/index.js';
import type { ChartSpec } from './charts/theme.js';
import type { Figure, Page } from './html.js';
import { liveParts, type PageData } from './page/live.js';
import { draw, type Drawn, inPage, toPng } from './render.js';

/** From specifications of charts to a page with its pictures on disk. */

export interface ReportOptions {
  /** Whether charts are drawn. */
  readonly charts: boolean;
  /** Whether each is made as a picture too. */
  readonly png: boolean;
  /** What was typed to make the results, for the page. */
  readonly command?: string | undefined;
  /** Told what is left out, and why, where a package for it is not installed. */
  readonly onNotice: (notice: string) => void;
}

/** A chart as a specification, with a name that is good in a file's. */
interface NamedSpec {
  readonly name: string;
  readonly spec: ChartSpec;
}

export interface DrawnChart extends NamedSpec, Drawn {
  readonly png?: Uint8Array | undefined;
  /** The same for a narrow screen. */
  readonly narrow: Drawn;
}

/** Draws charts for wide and for narrow screens; none, with a notice, where packages for it are not installed. */
export async function drawCharts(
  wide: readonly NamedSpec[],
  narrow: readonly NamedSpec[],
  { png, onNotice }: ReportOptions,
): Promise<readonly DrawnChart[]> {
  const drawn: DrawnChart[] = [];
  try {
    const narrowSpecs = new Map(narrow.map(({ name, spec }) => [name, spec]));
    for (const { name, spec } of wide) {
      const picture = await draw(spec);
      drawn.push({ name, spec, ...picture, narrow: await draw(narrowSpecs.get(name) ?? spec) });
    }
    if (png) for (const [c, chart] of drawn.entries()) drawn[c] = { ...chart, png: await toPng(chart.svg) };
  } catch (error) {
    if (!(error instanceof MissingPackageError)) throw error;
    onNotice(`the report has ${drawn.length === 0 ? 'only tables' : 'no pictures'}: ${error.message}`);
  }
  return drawn;
}

/** What makes the charts of a page live; undefined, with a notice, where the packages for it are not installed. */
export async function makeLive(
  drawn: readonly DrawnChart[],
  data: PageData,
  { onNotice }: ReportOptions,
): Promise<Page['live']> {
  if (drawn.length === 0) return undefined;
  const charts = drawn.map(({ name, vega, narrow }) => ({ name, specs: { wide: vega, narrow: narrow.vega } }));
  try {
    return await liveParts(charts, data);
  } catch (error) {
    if (!(error instanceof MissingPackageError)) throw error;
    onNotice(`the charts of the report are static: ${error.message}`);
    return undefined;
  }
}

/** A drawn chart as a figure. @param reading how to read it, in a sentence */
export function figureOf({ name, spec, svg, narrow }: DrawnChart, reading: string): Figure {
  const { text, subtitle } = spec['title'] as { readonly text: string; readonly subtitle: readonly string[] };
  return {
    name,
    title: text,
    subtitle: subtitle.join(' '),
    reading,
    wide: inPage(svg, `${name}_wide`),
    narrow: inPage(narrow.svg, `${name}_narrow`),
  };
}

/** Writes a page and its charts into a folder, in place of those that are there. @returns path of the page */
export async function writePage(folder: string, html: string, drawn: readonly DrawnChart[]): Promise<string> {
  const page = join(folder, 'report.html');
  let fresh: string | undefined;
  try {
    fresh = await mkdtemp(join(folder, '.charts-'));
    for (const { name, spec, svg, png } of drawn) {
      await writeFile(join(fresh, `${name}.vl.json`), `${JSON.stringify(spec)}\n`);
      await writeFile(join(fresh, `${name}.svg`), svg);
      if (png !== undefined) await writeFile(join(fresh, `${name}.png`), png);
    }
    await writeFile(join(fresh, 'report.html'), html);
    await rename(join(fresh, 'report.html'), page);
    await rm(join(folder, 'charts'), { recursive: true, force: true });
    if (drawn.length > 0) {
      await rename(fresh, join(folder, 'charts'));
      await chmod(join(folder, 'charts'), 0o755); // a temporary folder is its owner's alone
    }
    return page;
  } catch (error) {
    throw unwritable(folder, error);
  } finally {
    if (fresh !== undefined) await rm(fresh, { recursive: true, force: true });
  }
}
