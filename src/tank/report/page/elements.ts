import { isNumeric, type ReportTable } from '../report-table.js';

/** @param isFolded whether it is opened by a click: a chart shows the same */
export function tableHtml(table: ReportTable, isFolded: boolean): string {
  const { title, head, rows, links, note } = table;
  const first = (text: string, row: number) =>
    links === undefined ? breakable(text) : `<a href="${escaped(links[row])}">${breakable(text)}</a>`;
  const kinds = head.map((_, column) => kindOf(table, column));
  const html = tableFrame(title, {
    head: head.map((text, column) => `<th${kinds[column]} scope="col">${breakable(text)}</th>`),
    rows: rows.map((row, r) => ({
      cells: row.map((text, column) =>
        column === 0 ? `<th scope="row">${first(text, r)}</th>` : `<td${kinds[column]}>${escaped(text)}</td>`,
      ),
    })),
  });
  const all = note === undefined ? html : `${html}${paragraph(note, 'note')}`;
  return isFolded ? `<details><summary>${escaped(title)}</summary>${all}</details>` : all;
}

/** Numbers stand to the right, sentences are broken into lines. */
function kindOf(table: ReportTable, column: number): string {
  if (isNumeric(table, column)) return ' class="n"';
  return column > 0 && table.rows.some((row) => row[column].length > LONGEST_NAME) ? ' class="wrap"' : '';
}

const LONGEST_NAME = 60;

export interface HtmlTable {
  /** Elements, as HTML. */
  readonly head: readonly string[];
  readonly rows: readonly { readonly cells: readonly string[]; readonly attributes?: string }[];
}

/** A table that scrolls by itself where it is too wide, with the keyboard too; printed it is as small as the paper wants it. */
export function tableFrame(caption: string, table: HtmlTable): string {
  const rows = table.rows.map(({ cells, attributes = '' }) => `<tr${attributes}>${cells.join('')}</tr>`);
  return `<div class="scroll" tabindex="0" role="group" aria-label="${escaped(`Table: ${caption}`)}"><table style="--print-size: ${printSize(table).toFixed(1)}pt"><caption><span>${escaped(caption)}</span></caption>
<thead><tr>${table.head.join('')}</tr></thead>
<tbody>${rows.join('\n')}</tbody>
</table></div>`;
}

/** @example sectionId('What makes the tail') // 'what-makes-the-tail' */
export function sectionId(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}

/** Widths in pt: of A4 within margins of 15 mm, and of a character and the space around a column as parts of the size. */
const PAPER = 510;
const CHARACTER = 0.62;
const AROUND = 0.8;
const SIZES = { least: 4, most: 8 };

/** Size of letters at which the columns of a table have room on paper. */
function printSize({ head, rows }: HtmlTable): number {
  const widths = head.map((title, column) =>
    Math.max(
      ...[title, ...rows.map(({ cells }) => cells[column])].map((cell) => CHARACTER * charactersOf(cell) + AROUND),
    ),
  );
  const size = PAPER / widths.reduce((sum, width) => sum + width, 0);
  return Math.min(SIZES.most, Math.max(SIZES.least, size));
}

/** Characters of a bar, and of a column of sentences. */
const OF_PICTURE = 16;
const OF_SENTENCES = 30;

/** Characters of a cell that stay in one line. */
function charactersOf(cell: string): number {
  if (cell.startsWith('<td class="wrap"')) return OF_SENTENCES;
  if (cell.startsWith('<td class="bar"')) return OF_PICTURE;
  const breaks = cell.startsWith('<th') ? /<wbr>| / : /<wbr>/;
  const swatch = cell.includes('class="swatch"') ? 3 : 0;
  const html = cell.replace(/<svg.*?<\/svg> ?/g, '').replace(/<(?!wbr)[^>]*>/g, '');
  return swatch + Math.max(...html.split(breaks).map((part) => part.replace(/&#\d+;/g, '?').length));
}

/** Text that means itself in HTML, as a name that may be broken after a joint and nowhere else. */
export function breakable(text: string): string {
  return escaped(text).replace(/([_.-])(?=[a-z])/gi, '$1<wbr>');
}

export function list(items: readonly string[]): string {
  return `<ul>${items.map((item) => `<li>${escaped(item)}</li>`).join('')}</ul>`;
}

export function paragraph(text: string | undefined, name?: string): string {
  if (text === undefined || text === '') return '';
  return `<p${name === undefined ? '' : ` class="${name}"`}>${escaped(text)}</p>\n`;
}

/** Text that means itself in HTML, in elements and in attributes. */
export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
