import { dispersionChart, hitRateChart, lengthChart, rateChart } from './charts/traffic.js';
import type { ChartSpec } from './charts/theme.js';
import { htmlPage, type Section } from './html.js';
import { formatNumber } from './numbers.js';
import { toSvg, withOwnIds } from './render.js';
import { type NamedProfile, traceTables } from './trace-tables.js';

export interface TracePageText {
  readonly title: string;
  /** What else is to be told, a sentence each. */
  readonly told: readonly string[];
  readonly command: string;
}

/** A page on what traces are like: charts with the tables below them, in one file. */
export async function tracePage(traces: readonly NamedProfile[], text: TracePageText): Promise<string> {
  const charts: readonly (readonly [string, string, ChartSpec | undefined])[] = [
    ['Rate over time', 'When requests arrived.', rateChart(traces)],
    ['Dispersion', 'How unevenly they arrived, on which scale of time.', dispersionChart(traces)],
    ['Prompts', 'How long prompts are.', lengthChart(traces, 'prompt')],
    ['Outputs', 'How long answers are.', lengthChart(traces, 'output')],
    ['Shared prompts', 'How much of the prompts was in earlier ones.', hitRateChart(traces)],
  ];
  const sections: Section[] =
    text.told.length === 0 ? [] : [{ title: 'How it was fitted', lead: '', tables: [], sentences: text.told }];
  for (const [title, lead, spec] of charts) {
    if (spec === undefined) continue;
    const svg = withOwnIds(await toSvg(spec), title.toLowerCase().replaceAll(' ', '_'));
    sections.push({ title, lead, svg, tables: [] });
  }
  sections.push({
    title: 'In numbers',
    lead: 'A dash stands where something is not known.',
    tables: traceTables(traces),
  });
  return htmlPage({
    title: text.title,
    question: undefined,
    expected: undefined,
    run: traces
      .map(
        ({ name, profile }) =>
          `${name}: ${formatNumber(profile.requests)} ${profile.requests === 1 ? 'request' : 'requests'}`,
      )
      .join('; '),
    warnings: [],
    sections,
    notes: ['Windows follow each other from the first arrival; the last, which the end cuts short, is left out.'],
    command: text.command,
  });
}
