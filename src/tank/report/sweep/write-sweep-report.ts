import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { POINTS, type Sweep, type WrittenScenario } from '../../results/index.js';
import { type Figure, htmlPage, type Page, type Section } from '../html.js';
import { escaped, paragraph, sectionId } from '../page/elements.js';
import { glossaryHtml } from '../page/glossary.js';
import { keysHtml } from '../page/key-values.js';
import { legendHtml } from '../page/legend.js';
import { drawCharts, figureOf, makeLive, type ReportOptions, writePage } from '../page-files.js';
import { sweepCharts, sweepLooks } from './sweep-charts.js';
import { sweepTable } from './sweep-table.js';
import { sweepVerdict } from './sweep-verdict.js';

/**
 * Writes `report.html` and `charts/` of a sweep into its folder, in place of those that are there. It leads to the pages of the
 * points where they are there.
 * @returns path of the page
 */
export async function writeSweepReport(
  folder: string,
  sweep: Sweep,
  scenario: WrittenScenario,
  options: ReportOptions,
): Promise<string> {
  const charts = options.charts ? sweepCharts(sweep) : [];
  const drawn = await drawCharts(charts, options.charts ? sweepCharts(sweep, 'narrow') : [], options);
  const figures = drawn.map((chart, c) => figureOf(chart, charts[c].reading));
  const live = await makeLive(drawn, { summary: sweep, scenario }, options);
  const links = sweep.points.map((_, p) => `${POINTS}/${p + 1}/report.html`);
  const hasPages = links.every((link) => existsSync(join(folder, link)));
  const page = sweepPage(sweep, scenario, figures, {
    command: options.command,
    live,
    links: hasPages ? links : undefined,
  });
  return writePage(folder, page, drawn);
}

interface PageParts {
  readonly command?: string | undefined;
  readonly live?: Page['live'];
  /** Of the pages of the points. */
  readonly links?: readonly string[] | undefined;
}

/** The page of a sweep. */
export function sweepPage(
  sweep: Sweep,
  scenario: WrittenScenario,
  figures: readonly Figure[],
  { command, live, links }: PageParts = {},
): string {
  const { name, question, expected, compare, seed, baseline } = sweep.scenario;
  const maps = figures.filter((figure) => figure.name === 'heat-map');
  const sections: readonly Section[] = [
    {
      title: 'Point by point',
      lead: `The compared measures at every point; random numbers are the same at all of them.${links === undefined ? '' : ' Each row of the tables leads to the page of its point.'}`,
      figures: figures.filter((figure) => !maps.includes(figure)),
      tables: compare.map((measure) => ({ ...sweepTable(sweep, measure), links })),
      isFolded: figures.length > 0,
    },
    ...(maps.length === 0
      ? []
      : [{ title: 'Over both factors', lead: 'A panel for each strategy.', figures: maps, tables: [] }]),
    {
      title: 'The scenario',
      lead: 'As it is written; each point has its own values in it.',
      html: keysHtml({ ...scenario, question: undefined, expected: undefined }),
      tables: [],
    },
  ];
  const warnings = [...new Set(sweep.points.flatMap(({ warnings: each }) => each))];
  return htmlPage({
    title: `${name}, sweep`,
    header: `<header>
<h1>${escaped(name)}: sweep</h1>
${paragraph(question, 'question')}${sweepVerdict(sweep)
      .map((sentence) => paragraph(sentence, 'verdict'))
      .join('')}${paragraph(expected === undefined ? undefined : `Expected before the run: ${expected}`)}<p>${escaped(
      `${sweep.points.length} points of ${sweep.factors.map(({ path }) => path).join(' and ')}; seed ${seed}, baseline ${baseline}, wavetank ${sweep.version}${command === undefined ? '' : `; ${command}`}`,
    )}</p>
<nav class="contents" aria-label="Sections">${sections.map(({ title }) => `<a href="#${sectionId(title)}">${escaped(title)}</a>`).join(' ')}</nav>
<p class="tools"></p>
</header>
${legendHtml(sweepLooks(sweep))}`,
    sections,
    words: glossaryHtml(),
    notes: ['Bands and ± are 95 % intervals, each for itself.', ...warnings],
    live,
  });
}
