import { chmod, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MissingPackageError } from '../../core/index.js';
import { type RunResults, unwritable } from '../results/index.js';
import { allCharts, type ChartName, type NamedChart } from './charts/all.js';
import { htmlPage } from './html.js';
import { toPng, toSvg, withOwnIds } from './render.js';
import { reportSections } from './sections.js';
import { footnotes } from './footnotes.js';
import { describeRun } from './tables.js';

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

interface DrawnChart extends NamedChart {
  readonly svg: string;
  readonly png?: Uint8Array | undefined;
}

/**
 * Writes `report.html` and `charts/` (each chart as .vl.json, .svg and, where asked, .png) into a folder of results, in
 * place of those that are there. Where packages to draw with are not installed, the report has tables alone.
 * @returns path of the page
 */
export async function writeReport(folder: string, results: RunResults, options: ReportOptions): Promise<string> {
  const drawn = options.charts ? await drawCharts(results, options) : [];
  const svgs = new Map(drawn.map(({ name, svg }) => [name, withOwnIds(svg, name)]));
  const html = pageOf(results, svgs, options.command);
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
    for (const chart of allCharts(results)) drawn.push({ ...chart, svg: await toSvg(chart.spec) });
    if (png) for (const [c, chart] of drawn.entries()) drawn[c] = { ...chart, png: await toPng(chart.svg) };
  } catch (error) {
    if (!(error instanceof MissingPackageError)) throw error;
    onNotice(`the report has ${drawn.length === 0 ? 'tables alone' : 'no pictures'}: ${error.message}`);
  }
  return drawn;
}

/** The page of a run. */
export function pageOf(results: RunResults, svgs: ReadonlyMap<ChartName, string>, command: string | undefined): string {
  const { summary } = results;
  const { name, question, expected } = summary.scenario;
  return htmlPage({
    title: name,
    question,
    expected,
    run: describeRun(summary),
    warnings: summary.warnings,
    sections: reportSections(results, svgs),
    notes: footnotes(summary),
    command,
  });
}
