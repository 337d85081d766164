import { macros, views } from './schema/registry.js';
import { tables } from './schema/tables.js';

/** The schema as a part of docs/database.md. */
export function schemaPage(): string {
  return [
    '## Tables',
    ...Object.entries(tables).flatMap(([name, { summary, columns }]) => [
      `### ${name}\n\n${summary}`,
      table(['column', 'type', 'meaning'], columns, ([type, meaning]) => [type, meaning]),
    ]),
    '## Views',
    ...Object.entries(views).flatMap(([name, { summary, columns }]) => [
      `### ${name}\n\n${summary}`,
      table(['column', 'meaning'], columns, (meaning) => [meaning]),
    ]),
    '## Macros',
    'They stand in FROM.',
    ...Object.entries(macros).flatMap(([name, { summary, columns, parameters }]) => [
      `### ${name}(${parameters.join(', ')})\n\n${summary}`,
      table(['column', 'meaning'], columns, (meaning) => [meaning]),
    ]),
  ].join('\n\n');
}

function table<Column>(
  head: readonly string[],
  columns: Readonly<Record<string, Column>>,
  cells: (column: Column) => readonly string[],
): string {
  const line = (row: readonly string[]) => `| ${row.join(' | ')} |`;
  const rows = Object.entries(columns).map(([name, column]) => line([`\`${name}\``, ...cells(column)]));
  return [line(head), line(head.map(() => '---')), ...rows].join('\n');
}
