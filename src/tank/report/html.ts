import { isNumeric, type ReportTable } from './report-table.js';

/** A part of the page: what it shows, in words, as a picture and as a table. */
export interface Section {
  readonly title: string;
  readonly lead: string;
  /** SVG of the chart; absent where there is nothing to draw. */
  readonly svg?: string | undefined;
  readonly tables: readonly ReportTable[];
  /** Sentences, each a line of a list. */
  readonly sentences?: readonly string[] | undefined;
}

export interface Page {
  readonly title: string;
  readonly question: string | undefined;
  readonly expected: string | undefined;
  readonly run: string;
  readonly warnings: readonly string[];
  readonly sections: readonly Section[];
  readonly notes: readonly string[];
  /** The command that makes the page again; absent where it is not known. */
  readonly command: string | undefined;
}

/** The report as one file that needs no other and no network: text, tables and pictures, no script. */
export function htmlPage({ title, question, expected, run, warnings, sections, notes, command }: Page): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<title>${escaped(title)}: wavetank</title>
<style>${STYLE}</style>
</head>
<body>
<header>
<h1>${escaped(title)}</h1>
${paragraph(question, 'question')}${expected === undefined ? '' : `<p><strong>Expected:</strong> ${escaped(expected)}</p>`}
<p>${escaped(run)}</p>
${command === undefined ? '' : `<p>Again: <code>${escaped(command)}</code></p>`}
</header>
<main>
${warnings.length === 0 ? '' : `<section class="warnings"><h2>Warnings</h2>${list(warnings)}</section>`}
${sections.map(sectionHtml).join('\n')}
</main>
<footer>
${list(notes)}
<p>Charts by Vega and Vega-Lite (BSD 3-Clause, University of Washington Interactive Data Lab). Made by wavetank (MIT).</p>
</footer>
</body>
</html>
`;
}

function sectionHtml({ title, lead, svg, tables, sentences }: Section): string {
  const figure =
    svg === undefined ? '' : `<figure role="img" aria-label="${escaped(`Chart: ${title}`)}">${svg}</figure>`;
  const told = sentences === undefined ? '' : list(sentences);
  return `<section>
<h2>${escaped(title)}</h2>
<p>${escaped(lead)}</p>
${told}${figure}${tables.map((table) => tableHtml(table, svg !== undefined)).join('\n')}
</section>`;
}

/** @param isBeside whether a chart shows the same: then the table is folded */
function tableHtml(table: ReportTable, isBeside: boolean): string {
  const { title, head, rows } = table;
  const cell = (tag: 'td' | 'th', text: string, column: number) =>
    `<${tag}${isNumeric(table, column) ? ' class="n"' : ''}${tag === 'th' ? ' scope="col"' : ''}>${escaped(text)}</${tag}>`;
  const html = `<div class="scroll"><table><caption>${escaped(title)}</caption>
<thead><tr>${head.map((text, column) => cell('th', text, column)).join('')}</tr></thead>
<tbody>${rows.map((row) => `<tr>${row.map((text, column) => cell('td', text, column)).join('')}</tr>`).join('\n')}</tbody>
</table></div>`;
  return isBeside ? `<details><summary>${escaped(title)}</summary>${html}</details>` : html;
}

function list(items: readonly string[]): string {
  return `<ul>${items.map((item) => `<li>${escaped(item)}</li>`).join('')}</ul>`;
}

function paragraph(text: string | undefined, name: string): string {
  return text === undefined ? '' : `<p class="${name}">${escaped(text)}</p>\n`;
}

/** Text that means itself in HTML, in elements and in attributes. */
export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

const STYLE = `
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1rem; max-width: 62rem; font: 16px/1.5 system-ui, 'DejaVu Sans', sans-serif; color: #1a1a1a; background: #fff; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; margin: 0 0 .5rem; }
h2 { font-size: 1.15rem; margin: 2rem 0 .25rem; border-bottom: 1px solid #ccc; }
.question { font-size: 1.1rem; }
.warnings { border-left: 4px solid #d55e00; padding: .25rem 1rem; background: #fdf3ec; }
.warnings h2 { border: 0; margin: .5rem 0 0; }
figure { margin: .5rem 0; overflow-x: auto; }
figure svg { display: block; min-width: 34rem; max-width: 100%; height: auto; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-size: .9rem; }
caption { text-align: left; font-weight: 600; padding: .25rem 0; }
th, td { padding: .2rem .6rem; border-bottom: 1px solid #ddd; text-align: left; white-space: nowrap; }
.n { text-align: right; font-variant-numeric: tabular-nums; }
code { background: #f2f2f2; padding: .1rem .3rem; }
summary { cursor: pointer; padding: .4rem 0; }
footer { margin-top: 2rem; font-size: .85rem; color: #444; }
@media print { body { max-width: none; padding: 0; font-size: 11pt; } figure, table { break-inside: avoid; } figure svg { min-width: 0; } details > summary { display: none; } details::details-content { display: block; content-visibility: visible; } }
`;
