import { macros, views } from './schema/registry.js';
import { tables } from './schema/tables.js';

/** The schema for people: tables with their columns, views and macros with an example each. */
export function schemaText(): string {
  return [
    'Tables',
    ...Object.entries(tables).flatMap(([name, { summary, columns }]) => [
      '',
      `${name}: ${summary}`,
      ...columnLines(Object.entries(columns).map(([column, [type, meaning]]) => [column, type, meaning])),
    ]),
    '',
    'Views',
    ...Object.entries(views).flatMap(([name, { summary, columns, example }]) => [
      '',
      `${name}: ${summary}`,
      ...columnLines(Object.entries(columns)),
      exampleLine(example),
    ]),
    '',
    'Macros, which stand in FROM',
    ...Object.entries(macros).flatMap(([name, { summary, columns, example, parameters }]) => [
      '',
      `${name}(${parameters.join(', ')}): ${summary}`,
      ...columnLines(Object.entries(columns)),
      exampleLine(example),
    ]),
    '',
  ].join('\n');
}

/** Rows with aligned columns; `marks` of code are for pages. */
function columnLines(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows.map((row) => {
    const cells = row.map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column])));
    return `  ${cells.join('  ').replaceAll('`', '')}`;
  });
}

function exampleLine(example: string): string {
  return `  example: wavetank query "${example}"`;
}
