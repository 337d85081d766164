import { chmod, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MissingPackageError } from '../../core/index.js';
import { type RunResults, unwritable } from '../results/index.js';
import { allCharts, type ChartName, type NamedChart } from './charts/all.js';
import { footnotes } from './footnotes.js';
import { type Figure, htmlPage, type Page } from './html.js';
import { glossaryHtml } from './page/glossary.js';
import { headerHtml } from './page/header.js';
import { liveParts } from './page/live.js';
import { READINGS } from './page/readings.js';
import { draw, type Drawn, inPage, toPng } from './render.js';
import { reportSections } from './sections.js';

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

interface DrawnChart extends NamedChart, Drawn {
  readonly png?: Uint8Array | undefined;
  /** The same for a narrow screen. */
  readonly narrow: Drawn;
}

/**
 * Writes `report.html` and `charts/` (each chart as .vl.json, .svg and, where asked, .png) into a folder of results, in
 * place of those that are there. Where packages to draw with are not installed, the report has only tables.
 * @returns path of the page
 */
export async function writeReport(folder: string, results: RunResults, options: ReportOptions): Promise<string> {
  const drawn = options.charts ? await drawCharts(results, options) : [];
  const live = drawn.length === 0 ? undefined : await makeLive(drawn, results, options);
  const html = pageOf(results, new Map(drawn.map((chart) => [chart.name, figureOf(chart)])), options.command, live);
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

async function drawCharts(results: RunResults, { png, onNotice }: ReportOptions): Promise<readonly DrawnChart[]> {
  const drawn: DrawnChart[] = [];
  try {
    const narrow = new Map(allCharts(results, 'narrow').map(({ name, spec }) => [name, spec]));
    for (const chart of allCharts(results)) {
      const picture = await draw(chart.spec);
      drawn.push({ ...chart, ...picture, narrow: await draw(narrow.get(chart.name) ?? chart.spec) });
    }
    if (png) for (const [c, chart] of drawn.entries()) drawn[c] = { ...chart, png: await toPng(chart.svg) };
  } catch (error) {
    if (!(error instanceof MissingPackageError)) throw error;
    onNotice(`the report has ${drawn.length === 0 ? 'only tables' : 'no pictures'}: ${error.message}`);
  }
  return drawn;
}

async function makeLive(drawn: readonly DrawnChart[], results: RunResults, { onNotice }: ReportOptions) {
  const charts = drawn.map(({ name, vega, narrow }) => ({ name, specs: { wide: vega, narrow: narrow.vega } }));
  try {
    return await liveParts(charts, results);
  } catch (error) {
    if (!(error instanceof MissingPackageError)) throw error;
    onNotice(`the charts of the report are static: ${error.message}`);
    return undefined;
  }
}

function figureOf({ name, spec, svg, narrow }: DrawnChart): Figure {
  const { text, subtitle } = spec['title'] as { readonly text: string; readonly subtitle: readonly string[] };
  return {
    name,
    title: text,
    subtitle: subtitle.join(' '),
    reading: READINGS[name],
    wide: inPage(svg, `${name}_wide`),
    narrow: inPage(narrow.svg, `${name}_narrow`),
  };
}

/** The page of a run. @param live what makes its charts live; without it they are pictures */
export function pageOf(
  results: RunResults,
  figures: ReadonlyMap<ChartName, Figure>,
  command: string | undefined,
  live?: Page['live'],
): string {
  const { summary } = results;
  const sections = reportSections(results, figures, command);
  return htmlPage({
    title: summary.scenario.name,
    header: headerHtml(
      results,
      sections.map(({ title }) => title),
    ),
    sections,
    words: glossaryHtml(),
    notes: footnotes(summary),
    live,
  });
}
