import { dispersionChart, hitRateChart, lengthChart, rateChart } from './charts/traffic.js';
import type { ChartSpec } from './charts/theme.js';
import { htmlPage, type Section } from './html.js';
import { formatNumber } from './numbers.js';
import { escaped, paragraph } from './page/elements.js';
import { inPage, toSvg } from './render.js';
import { type NamedProfile, traceTables } from './trace-tables.js';

export interface TracePageText {
  readonly title: string;
  /** What else is to be told, a sentence each. */
  readonly told: readonly string[];
  readonly command: string;
}

/** A page on what traces are like: charts with the tables below them, in one file. */
export async function tracePage(traces: readonly NamedProfile[], text: TracePageText): Promise<string> {
  const charts: readonly (readonly [title: string, lead: string, reading: string, ChartSpec | undefined])[] = [
    ['Rate over time', 'When requests arrived.', 'A flat line is an even rate; peaks are bursts.', rateChart(traces)],
    [
      'Dispersion',
      'How unevenly requests arrived, by time scale.',
      'Above 1 requests come in bursts; a line that climbs means that the rate itself changes.',
      dispersionChart(traces),
    ],
    [
      'Prompts',
      'How long prompts are.',
      'Where a line is steep, many requests have about that length.',
      lengthChart(traces, 'prompt'),
    ],
    [
      'Outputs',
      'How long answers are.',
      'Where a line is steep, many requests have about that length.',
      lengthChart(traces, 'output'),
    ],
    [
      'Shared prompts',
      'How much of the prompts occurred in earlier prompts.',
      'Where a line is flat, a larger cache would find no more.',
      hitRateChart(traces),
    ],
  ];
  const sections: Section[] =
    text.told.length === 0 ? [] : [{ title: 'How it was fitted', lead: '', tables: [], sentences: text.told }];
  for (const [title, lead, reading, spec] of charts) {
    if (spec === undefined) continue;
    const name = title.toLowerCase().replaceAll(' ', '_');
    const wide = inPage(await toSvg(spec), name);
    sections.push({ title, lead, figures: [{ name, title, subtitle: '', reading, wide }], tables: [] });
  }
  sections.push({
    title: 'In numbers',
    lead: 'A dash marks an unknown value.',
    tables: traceTables(traces),
  });
  const told = traces.map(
    ({ name, profile }) =>
      `${name}: ${formatNumber(profile.requests)} ${profile.requests === 1 ? 'request' : 'requests'}`,
  );
  return htmlPage({
    title: text.title,
    header: `<header>
<h1>${escaped(text.title)}</h1>
${paragraph(told.join('; '))}<p>To repeat: <code>${escaped(text.command)}</code></p>
</header>`,
    sections,
    notes: ['Windows are consecutive from the first arrival; the last, incomplete window is omitted.'],
  });
}
