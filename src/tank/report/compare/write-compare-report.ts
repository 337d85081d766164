import type { RunComparison } from '../../results/index.js';
import { type Figure, htmlPage, type Page, type Section } from '../html.js';
import { escaped, list, paragraph, sectionId } from '../page/elements.js';
import { glossaryHtml } from '../page/glossary.js';
import { legendHtml } from '../page/legend.js';
import { drawCharts, figureOf, makeLive, type ReportOptions, writePage } from '../page-files.js';
import { compareCharts, compareLooks } from './compare-charts.js';
import { compareTables } from './compare-table.js';
import { compareContext, compareFootnotes, compareVerdict } from './compare-words.js';

/**
 * Writes `report.html` and `charts/` of two runs into a folder that exists, in place of those that are there.
 * @returns path of the page
 */
export async function writeCompareReport(
  folder: string,
  comparison: RunComparison,
  options: ReportOptions,
): Promise<string> {
  const charts = options.charts ? compareCharts(comparison) : [];
  const drawn = await drawCharts(charts, options.charts ? compareCharts(comparison, 'narrow') : [], options);
  const figures = drawn.map((chart, c) => figureOf(chart, charts[c].reading));
  const live = await makeLive(drawn, { summary: comparison }, options);
  return writePage(folder, comparePage(comparison, figures, options.command, live), drawn);
}

/** The page of two runs. */
export function comparePage(
  comparison: RunComparison,
  figures: readonly Figure[],
  command: string | undefined,
  live?: Page['live'],
): string {
  const { before, after, scenario_changes: changes = [] } = comparison;
  const of = (name: string) => figures.filter((figure) => figure.name === name);
  const sections: readonly Section[] = [
    {
      title: 'Differences',
      lead: 'Each strategy after, less the same strategy before.',
      figures: of('differences'),
      tables: compareTables(comparison),
    },
    ...(of('before-and-after').length === 0
      ? []
      : [
          {
            title: 'Before and after',
            lead: 'The same values side by side; the tables above have their intervals.',
            figures: of('before-and-after'),
            tables: [],
          },
        ]),
    {
      title: 'What was compared',
      lead: command === undefined ? '' : `Made by ${command}.`,
      html: list(compareContext(comparison).map(([about, text]) => `${about}: ${text}`)),
      tables:
        changes.length === 0
          ? []
          : [
              {
                title: 'What differs in the scenarios',
                head: ['key', 'before', 'after'],
                rows: changes.map((each) => [each.path, each.before ?? '–', each.after ?? '–']),
              },
            ],
    },
  ];
  return htmlPage({
    title: `${before.scenario}, before and after`,
    header: `<header>
<h1>${escaped(after.scenario)}: before and after</h1>
${compareVerdict(comparison)
  .map((sentence) => paragraph(sentence, 'verdict'))
  .join('')}<p>${escaped(`before: ${before.path}; after: ${after.path}`)}</p>
<nav class="contents" aria-label="Sections">${sections.map(({ title }) => `<a href="#${sectionId(title)}">${escaped(title)}</a>`).join(' ')}</nav>
<p class="tools"></p>
</header>
${legendHtml(compareLooks(comparison))}`,
    sections,
    words: glossaryHtml(),
    notes: compareFootnotes(comparison),
    live,
  });
}
