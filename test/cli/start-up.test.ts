import { readdir, readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { VERSION } from '../../src/index.js';
import { wavetankProcess, workFolder } from './wavetank.js';

/** A command starts fast because it loads only what it needs. Asked of the package as it is built. */

const folder = workFolder();

/** Runs a command. @returns what it loaded: packages by name, and rooms of our own such as `tank/scenario` */
async function loadedBy(...args: readonly string[]): Promise<readonly string[]> {
  const traces = folder.path(args[0]);
  const { code } = await wavetankProcess(args, { env: { NODE_V8_COVERAGE: traces } }); // lists every module
  expect(code).toBe(0);
  const [file] = await readdir(traces);
  const { result } = JSON.parse(await readFile(`${traces}/${file}`, 'utf8')) as { readonly result: { url: string }[] };
  return [...new Set(result.flatMap(({ url }) => PLACE.exec(url)?.groups?.['name'] ?? []))].sort();
}

/** Where a module is: what follows the last node_modules, else the room of ours that it stands in. */
const PLACE = /(?:node_modules\/|\.built\/(?=\w))(?<name>(?:@[^/]+|tank)\/[^/]+|[^/]+)\//;

test('--version and --help load no command', async () => {
  expect(await loadedBy('--help')).toEqual(['cli', 'commander', 'core', 'seedrandom']);
  expect(await wavetankProcess(['--version'])).toEqual({ code: 0, stdout: `${VERSION}\n`, stderr: '' });
});

test('validate loads nothing that runs, reads traces, or draws', async () => {
  const loaded = await loadedBy('validate', 'scenarios/quickstart.yaml');
  expect(loaded).toContain('tank/scenario');
  const heavy = ['vega', 'vega-lite', '@resvg/resvg-js', '@duckdb/node-api', 'piscina', 'csv-parse', 'xmlbuilder2'];
  expect(loaded.filter((name) => [...heavy, 'cli-table3', 'jstat', 'tank/runs', 'tank/report'].includes(name))).toEqual(
    [],
  );
});
