/**
 * `npm run notebooks:check -- [FILE…]`: executes notebooks, by default all of notebooks/, and compares what they show with
 * what is stored in them. `npm run notebooks:update` stores it.
 *
 *   --html FOLDER       writes the executed notebooks there as pages, to look at
 *   --timeout SECONDS   longest time for a cell (300)
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { execute, type Setting } from './execute.js';
import { findPython, howToInstall, NOTEBOOKS } from './jupyter.js';
import { difference, fileText, nodeOf, type Notebook, type Places, stored } from './outputs.js';

const NODE = process.versions.node.split('.')[0];
const PLACES: Places = [
  [resolve(NOTEBOOKS, '..'), '$WAVETANK'],
  [realpathSync(tmpdir()), '$TMPDIR'],
  [tmpdir(), '$TMPDIR'],
  [homedir(), '$HOME'],
];

interface NotebookFile {
  readonly file: string;
  readonly text: string;
  readonly notebook: Notebook;
}

interface Result {
  readonly passed: boolean;
  /** In a word or two; what is to be known besides comes in further lines. */
  readonly text: string;
}

let interrupted = false;
process.on('SIGINT', () => {
  interrupted = true; // what executes the notebook hears it too, and ends its kernel
});

try {
  process.exitCode = await main();
} catch (error) {
  console.error(`wavetank: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 2;
}

async function main(): Promise<number> {
  const { files, update, timeoutS, html } = asked();
  const notebooks = files.map(read);
  if (notebooks.length === 0) console.log('no notebooks in notebooks/');
  const python = pythonFor(['nbclient', 'nbformat', ...(html === undefined ? [] : ['nbconvert'])]);
  if (html !== undefined) mkdirSync(html, { recursive: true });
  const copies = mkdtempSync(join(tmpdir(), 'wavetank-notebooks-'));
  try {
    const passed = await executeAll(notebooks, { python, timeoutS, copies, html }, update);
    if (interrupted) return 130;
    return passed ? 0 : 1;
  } finally {
    rmSync(copies, { recursive: true });
  }
}

/** @returns whether all passed; one that fails does not keep the others from being executed */
async function executeAll(notebooks: readonly NotebookFile[], setting: Setting, update: boolean): Promise<boolean> {
  let hasPassed = true;
  for (const notebook of notebooks) {
    const startMs = performance.now();
    const result = await oneNotebook(notebook, setting, update);
    if (interrupted) break;
    const seconds = ((performance.now() - startMs) / 1000).toFixed(1);
    console.log(`${relative('.', notebook.file)}  ${seconds} s  ${result.text.replaceAll('\n', '\n  ')}`);
    hasPassed &&= result.passed;
  }
  return hasPassed;
}

function asked() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { update: { type: 'boolean' }, html: { type: 'string' }, timeout: { type: 'string', default: '300' } },
  });
  const timeoutS = Number(values.timeout);
  if (!Number.isInteger(timeoutS) || timeoutS < 1)
    throw new Error('--timeout is a whole number of seconds, at least 1');
  const files = positionals.length > 0 ? positionals.map((file) => resolve(file)) : allNotebooks();
  return { files, update: values.update === true, timeoutS, html: values.html };
}

function allNotebooks(): string[] {
  const names = readdirSync(NOTEBOOKS).filter((name) => name.endsWith('.ipynb'));
  return names.sort().map((name) => join(NOTEBOOKS, name));
}

function read(file: string): NotebookFile {
  try {
    const text = readFileSync(file, 'utf8');
    const found: unknown = JSON.parse(text.replace(/^\ufeff/, ''));
    if (isNotebook(found)) return { file, text, notebook: found };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`${relative('.', file)} is not a notebook: ${why}`, { cause: error });
  }
  throw new Error(`${relative('.', file)} is not a notebook of nbformat 4: save it once with Jupyter`);
}

function isNotebook(found: unknown): found is Notebook {
  if (typeof found !== 'object' || found === null || !('cells' in found) || !('nbformat' in found)) return false;
  return Array.isArray(found.cells) && found.nbformat === 4;
}

function pythonFor(modules: readonly string[]): string {
  const path = process.env['PATH'] ?? '';
  const python = findPython(modules, path);
  if (python !== undefined) return python;
  throw new Error(
    `no python3 was found that has ${modules.join(', ')}. To have it:\n  ${howToInstall('nbclient', path)}`,
  );
}

async function oneNotebook({ file, text, notebook }: NotebookFile, setting: Setting, update: boolean): Promise<Result> {
  const executed = await execute(file, setting);
  if ('failure' in executed) return { passed: false, text: `FAILED\n${executed.failure}` };
  const after = stored(notebook, executed.notebook, NODE, PLACES);
  if (!update) return compared({ file, text, notebook }, after);
  if (fileText(after) === text) return { passed: true, text: 'unchanged' };
  writeFileSync(file, fileText(after));
  return { passed: true, text: 'updated' };
}

function compared({ file, text, notebook }: NotebookFile, after: Notebook): Result {
  const node = nodeOf(notebook);
  const before = stored(notebook, notebook, node, PLACES);
  const update = `npm run notebooks:update -- ${relative('.', file)}`;
  const differs = node === NODE ? difference(before, after) : undefined;
  if (differs !== undefined) return { passed: false, text: `DIFFERS\n${differs}\nif it should: ${update}` };
  if (node === undefined || fileText(before) !== text) {
    return { passed: false, text: `NOT UPDATED since it was edited: ${update}` };
  }
  const how = node === NODE ? '' : `; outputs not compared: they are of Node ${node}, and this is Node ${NODE}`;
  return { passed: true, text: `passed${how}` };
}
