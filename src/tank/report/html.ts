import { type Head, headHtml } from './page/head.js';
import { escaped, list, paragraph, sectionId, tableHtml } from './page/elements.js';
import type { ReportTable } from './report-table.js';

/** A chart on a page: pictures for wide and, where there is one, for narrow screens, and what to know to read them. */
export interface Figure {
  /** Of the chart, in ids. */
  readonly name: string;
  readonly title: string;
  readonly subtitle: string;
  /** How to read it, in a sentence. */
  readonly reading: string;
  /** SVG. */
  readonly wide: string;
  readonly narrow?: string | undefined;
}

/** A part of the page: what it shows, in words, as pictures and as tables. */
export interface Section {
  readonly title: string;
  readonly lead: string;
  readonly figures?: readonly Figure[] | undefined;
  /** What is neither picture nor table, as HTML. */
  readonly html?: string | undefined;
  readonly tables: readonly ReportTable[];
  /** Whether tables are opened by a click: charts of the page say the same. */
  readonly isFolded?: boolean | undefined;
  /** Sentences, each a line of a list. */
  readonly sentences?: readonly string[] | undefined;
}

/** A page in one file that needs no other and no network. */
export interface Page {
  readonly title: string;
  /** HTML before the sections. */
  readonly header: string;
  readonly sections: readonly Section[];
  readonly notes: readonly string[];
  /** HTML before the notes. */
  readonly words?: string;
  /** What makes it live; absent on a page that stands still. */
  readonly live?: Head['live'];
}

export function htmlPage({ title, header, sections, notes, words = '', live }: Page): string {
  return `<!doctype html>
<html lang="en">
${headHtml({ title, live })}
<body>
${header}
<main>
${sections.map(sectionHtml).join('\n')}
</main>
<footer>
${words}${list(notes)}
<p>Charts by Vega and Vega-Lite (BSD 3-Clause, University of Washington Interactive Data Lab). Made by wavetank (MIT).</p>
</footer>
${live?.body ?? ''}</body>
</html>
`;
}

function sectionHtml({
  title,
  lead,
  figures = [],
  html = '',
  tables,
  sentences = [],
  isFolded = false,
}: Section): string {
  return `<section id="${sectionId(title)}">
<h2>${escaped(title)}</h2>
${paragraph(lead)}${sentences.length === 0 ? '' : list(sentences)}${html}${figures.map(figureHtml).join('\n')}${tables.map((table) => tableHtml(table, isFolded)).join('\n')}
</section>`;
}

function figureHtml({ name, title, subtitle, reading, wide, narrow }: Figure): string {
  const picture = (layout: string, svg: string) =>
    `<div class="picture ${layout}" data-layout="${layout}" role="img" aria-label="${escaped(`Chart: ${title}. ${reading}`)}">${svg}</div>`;
  return `<figure id="chart-${escaped(name)}" data-chart="${escaped(name)}">
${picture(narrow === undefined ? 'any' : 'wide', wide)}${narrow === undefined ? '' : `\n${picture('narrow', narrow)}`}
<figcaption>${narrow === undefined ? '' : `<p class="of-narrow"><strong>${escaped(title)}</strong> ${escaped(subtitle)}</p>`}<p><strong>How to read it:</strong> ${escaped(reading)}</p>
<p class="tools"></p></figcaption>
</figure>`;
}
