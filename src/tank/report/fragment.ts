import { createHash } from 'node:crypto';
import { escaped } from './page/elements.js';
import { inPage } from './render.js';
import { isNumeric, type ReportTable } from './report-table.js';
import type { Shown } from './shown.js';

/** Parts of somebody else's page, such as the output of a cell: they bring their look with them, and no style for the rest. */

/** What is shown, as HTML. */
export function shownHtml({ lead, verdict, tables, notes }: Shown): string {
  const lines = (texts: readonly string[], style: string) =>
    texts.map((text) => `<p style="margin:0 0 .4em;${style}">${escaped(text)}</p>`).join('');
  const beside = `<div style="display:flex;flex-wrap:wrap;gap:0 2em;align-items:flex-start">${tables.map(tableHtml).join('\n')}</div>`;
  const words = [lines(lead, 'opacity:.8'), lines(verdict, 'font-weight:bold')];
  return `<div>${words.join('')}${beside}${lines(notes, 'font-size:90%;opacity:.8')}</div>`;
}

function tableHtml({ title, head, rows }: ReportTable): string {
  const align = head.map((_, column) => (isNumeric({ rows }, column) ? 'right' : 'left'));
  const cell = (name: 'td' | 'th') => (text: string, column: number) =>
    `<${name} style="text-align:${align[column]};font-variant-numeric:tabular-nums">${escaped(text)}</${name}>`;
  const row = (name: 'td' | 'th', cells: readonly string[]) => `<tr>${cells.map(cell(name)).join('')}</tr>`;
  const caption = title === '' ? '' : `<caption style="text-align:left">${escaped(title)}</caption>`;
  const body = rows.map((cells) => row('td', cells)).join('\n');
  return `<div style="overflow-x:auto"><table>${caption}<thead>${row('th', head)}</thead>\n<tbody>${body}</tbody></table></div>`;
}

/** A chart as it stands beside others: its ids are its own, and the same wherever it is drawn. */
export function chartHtml(svg: string): string {
  const name = `chart-${createHash('sha256').update(svg).digest('hex').slice(0, 8)}`;
  return `<div style="overflow-x:auto">${inPage(svg, name)}</div>`;
}
