import { isNumeric, type ReportTable } from '../report-table.js';

/** @param isFolded whether it is opened by a click: a chart shows the same */
export function tableHtml(table: ReportTable, isFolded: boolean): string {
  const { title, head, rows } = table;
  const numeric = head.map((_, column) => (isNumeric(table, column) ? ' class="n"' : ''));
  const heads = head.map((text, column) => `<th${numeric[column]} scope="col">${escaped(text)}</th>`);
  const cell = (text: string, column: number) =>
    column === 0 ? `<th scope="row">${escaped(text)}</th>` : `<td${numeric[column]}>${escaped(text)}</td>`;
  const html = tableFrame(
    title,
    `<thead><tr>${heads.join('')}</tr></thead>
<tbody>${rows.map((row) => `<tr>${row.map(cell).join('')}</tr>`).join('\n')}</tbody>`,
  );
  return isFolded ? `<details><summary>${escaped(title)}</summary>${html}</details>` : html;
}

/** A table that scrolls by itself where it is too wide, with the keyboard too. */
export function tableFrame(caption: string, body: string): string {
  return `<div class="scroll" tabindex="0" role="group" aria-label="${escaped(`Table: ${caption}`)}"><table><caption>${escaped(caption)}</caption>
${body}
</table></div>`;
}

/** @example sectionId('What makes the tail') // 'what-makes-the-tail' */
export function sectionId(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
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
