import type { Capacity, WrittenScenario } from '../../results/index.js';
import { type Figure, htmlPage, type Page, type Section } from '../html.js';
import { escaped, paragraph, sectionId } from '../page/elements.js';
import { glossaryHtml } from '../page/glossary.js';
import { keysHtml } from '../page/key-values.js';
import { legendHtml } from '../page/legend.js';
import { drawCharts, figureOf, makeLive, type ReportOptions, writePage } from '../page-files.js';
import { capacityCharts, capacityLooks } from './capacity-charts.js';
import { capacityTable, pointsTable } from './capacity-table.js';
import { warningsAtAnswers } from './capacity-terminal.js';
import { capacityVerdict } from './capacity-verdict.js';
import { valueIn } from './ranked-answers.js';

/**
 * Writes `report.html` and `charts/` of a search into its folder, in place of those that are there.
 * @returns path of the page
 */
export async function writeCapacityReport(
  folder: string,
  capacity: Capacity,
  scenario: WrittenScenario,
  options: ReportOptions,
): Promise<string> {
  const charts = options.charts ? capacityCharts(capacity) : [];
  const drawn = await drawCharts(charts, options.charts ? capacityCharts(capacity, 'narrow') : [], options);
  const figures = drawn.map((chart, c) => figureOf(chart, charts[c].reading));
  const live = await makeLive(drawn, { summary: capacity, scenario }, options);
  return writePage(folder, capacityPage(capacity, scenario, figures, options.command, live), drawn);
}

/** The page of a search. */
export function capacityPage(
  capacity: Capacity,
  scenario: WrittenScenario,
  figures: readonly Figure[],
  command: string | undefined,
  live?: Page['live'],
): string {
  const { varied, scenario: of, version } = capacity;
  const sections: readonly Section[] = [
    {
      title: 'The answers',
      lead: 'Each strategy is searched by itself, with the same random numbers at every value.',
      figures: figures.filter(({ name }) => name === 'capacity'),
      tables: [capacityTable(capacity)],
    },
    {
      title: 'On the way to the answers',
      lead: 'Values were looked at where they tell most about an answer.',
      figures: figures.filter(({ name }) => name !== 'capacity'),
      tables: [pointsTable(capacity)],
      isFolded: figures.length > 0,
    },
    {
      title: 'The scenario',
      lead: `As it is written; ${varied.path} is another at each point.`,
      html: keysHtml({ ...scenario, question: undefined, expected: undefined }),
      tables: [],
    },
  ];
  const range = `${valueIn(varied, varied.from)} to ${valueIn(varied, varied.to)}`;
  const setup = `${varied.path} from ${range}${varied.is_whole ? '' : `, to ${100 * varied.tolerance} %`}; seed ${of.seed}, baseline ${of.baseline}, wavetank ${version}`;
  return htmlPage({
    title: `${of.name}, capacity`,
    header: `<header>
<h1>${escaped(of.name)}: capacity</h1>
${paragraph(of.question, 'question')}${capacityVerdict(capacity)
      .map((sentence) => paragraph(sentence, 'verdict'))
      .join(
        '',
      )}${paragraph(of.expected === undefined ? undefined : `Expected before the run: ${of.expected}`)}<p>${escaped(
      `${setup}${command === undefined ? '' : `; ${command}`}`,
    )}</p>
<nav class="contents" aria-label="Sections">${sections.map(({ title }) => `<a href="#${sectionId(title)}">${escaped(title)}</a>`).join(' ')}</nav>
<p class="tools"></p>
</header>
${legendHtml(capacityLooks(capacity))}`,
    sections,
    words: glossaryHtml(),
    notes: [
      'A 95 % interval of an answer has every value at which the runs are not sure whether the SLO is met; its ends are values that were looked at.',
      ...warningsAtAnswers(capacity),
    ],
    live,
  });
}
