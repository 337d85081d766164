import type { RunResults } from '../results/index.js';
import { allCharts, type ChartName } from './charts/all.js';
import { footnotes } from './footnotes.js';
import { type Figure, htmlPage, type Page } from './html.js';
import { glossaryHtml } from './page/glossary.js';
import { headerHtml } from './page/header.js';
import { READINGS } from './page/readings.js';
import { type DrawnChart, drawCharts, figureOf, makeLive, type ReportOptions, writePage } from './page-files.js';
import { reportSections } from './sections.js';

/**
 * Writes `report.html` and `charts/` (each chart as .vl.json, .svg and, where asked, .png) into a folder of results, in
 * place of those that are there. Where packages to draw with are not installed, the report has tables alone.
 * @returns path of the page
 */
export async function writeReport(folder: string, results: RunResults, options: ReportOptions): Promise<string> {
  const drawn = options.charts ? await drawCharts(allCharts(results), allCharts(results, 'narrow'), options) : [];
  const live = await makeLive(drawn, results, options);
  return writePage(folder, pageOf(results, figuresOf(drawn), options.command, live), drawn);
}

function figuresOf(drawn: readonly DrawnChart[]): ReadonlyMap<ChartName, Figure> {
  return new Map(drawn.map((chart) => [chart.name as ChartName, figureOf(chart, READINGS[chart.name as ChartName])]));
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
