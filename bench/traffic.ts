import { inProcessOfItsOwn } from './child.js';
import { generatedNames } from './generated-traffic.js';
import type { Row, Section } from './row.js';
import { exportedForms, textOf, writtenNames } from './trace-texts.js';

/**
 * Made traffic of every arrival process, and of sessions; recorded traces of many formats, and of every form that is
 * written. Each in a process of its own, one after the other.
 */
export async function benchTraffic(): Promise<Section> {
  const rows: Row[] = [];
  for (const name of generatedNames) rows.push(...(await measured('bench/measure-generate.ts', name)));
  for (const name of [...Object.keys(textOf), ...writtenNames])
    rows.push(...(await measured('bench/measure-files.ts', 'import', name)));
  for (const form of exportedForms) rows.push(...(await measured('bench/measure-files.ts', 'export', form)));
  return { rows, leftOut: [] };
}

async function measured(script: string, ...args: readonly string[]): Promise<Row[]> {
  return (await inProcessOfItsOwn(script, args)) as Row[];
}
