import { chmod, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type RunResults, unwritable } from '../results/index.js';
import { allCharts, type ChartName } from './charts/all.js';
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
}

/**
 * Writes `report.html` and `charts/` (each chart as .vl.json, .svg and, where asked, .png) into a folder of results, in
 * place of those that are there.
 * @returns path of the page
 */
export async function writeReport(
  folder: string,
  results: RunResults,
  { charts, png, command }: ReportOptions,
): Promise<string> {
  const drawn = [];
  for (const chart of charts ? allCharts(results) : []) drawn.push({ ...chart, svg: await toSvg(chart.spec) });
  const svgs = new Map(drawn.map(({ name, svg }) => [name, withOwnIds(svg, name)]));
  const html = pageOf(results, svgs, command);
  const page = join(folder, 'report.html');
  let fresh: string | undefined;
  try {
    fresh = await mkdtemp(join(folder, '.charts-'));
    for (const { name, spec, svg } of drawn) {
      await writeFile(join(fresh, `${name}.vl.json`), `${JSON.stringify(spec)}\n`);
      await writeFile(join(fresh, `${name}.svg`), svg);
      if (png) await writeFile(join(fresh, `${name}.png`), await toPng(svg));
    }
    await writeFile(join(fresh, 'report.html'), html);
    await rename(join(fresh, 'report.html'), page);
    await rm(join(folder, 'charts'), { recursive: true, force: true });
    if (charts) {
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
