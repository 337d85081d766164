/** One notebook, executed in its folder by execute.py: the notebook itself is not changed. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename, delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { withKernel } from './jupyter.js';
import { type Notebook, type Output, whole } from './outputs.js';

/** With its outputs, or what went wrong, in words. */
export type Executed = { readonly notebook: Notebook } | { readonly failure: string };

export interface Setting {
  readonly python: string;
  /** Longest time for a cell. */
  readonly timeoutS: number;
  /** Folder for the executed copy. */
  readonly copies: string;
  /** Folder for the copy as HTML. */
  readonly html: string | undefined;
}

interface Report {
  readonly failure: 'error' | 'timeout' | 'dead' | null;
  readonly cell: number;
}

export async function execute(file: string, { python, timeoutS, copies, html }: Setting): Promise<Executed> {
  const copy = join(copies, basename(file));
  const page = html === undefined ? [] : [join(html, `${basename(file, '.ipynb')}.html`)];
  const path = dirname(process.execPath) + delimiter + (process.env['PATH'] ?? ''); // the kernel runs on this Node
  const program = fileURLToPath(new URL('execute.py', import.meta.url));
  const args = [program, file, copy, String(timeoutS), ...page];
  const env = withKernel({ ...process.env, PATH: path });
  let stdout: string;
  try {
    ({ stdout } = await promisify(execFile)(python, args, { env }));
  } catch (error) {
    const last = (error as { readonly stderr?: string }).stderr?.trim().split('\n').at(-1);
    return { failure: `it could not be executed: ${last ?? String(error)}` };
  }
  const notebook = JSON.parse(readFileSync(copy, 'utf8')) as Notebook;
  const { failure, cell } = JSON.parse(stdout) as Report;
  if (failure !== null) return { failure: told(failure, cell, notebook, timeoutS) };
  const overlooked = notebook.cells.findIndex(({ outputs = [] }) => outputs.some(isFailure));
  return overlooked === -1 ? { notebook } : { failure: told('overlooked', overlooked, notebook, timeoutS) };
}

/** What tslab takes for no failure: an error that nobody waited for, or a promise that nobody awaits. */
function isFailure({ name, text = '' }: Output): boolean {
  if (name === 'stderr') return /^(?:UncaughtException|UnhandledPromiseRejection):/m.test(whole(text));
  return name === 'stdout' && /^Promise \{ <(?:pending|rejected)>/m.test(whole(text));
}

const HOW = {
  error: 'failed',
  timeout: 'took longer than {} s',
  dead: 'ended the kernel',
  overlooked: 'left a promise or an error alone',
};

function told(failure: keyof typeof HOW, index: number, { cells }: Notebook, timeoutS: number): string {
  const { source, outputs = [] } = cells[index];
  const written = outputs.flatMap((output) =>
    output.name === 'stderr' || isFailure(output) ? [whole(output.text ?? '')] : [],
  );
  const message = written
    .join('')
    .replace(/^evalmachine.*\n[^]*?\^\n\n/m, '') // the line as it was compiled
    .replace(/^\s+at .*\n/gm, ''); // the stack
  const parts = [
    `cell ${index + 1} ${HOW[failure].replace('{}', String(timeoutS))}:`,
    indented(whole(source), 6, '| '),
  ];
  return [...parts, ...(failure === 'error' || failure === 'overlooked' ? [indented(message, 12, '')] : [])].join('\n');
}

/** At most so many lines of a text, each after a mark. */
function indented(text: string, count: number, mark: string): string {
  const lines = text.trim().split('\n');
  const kept = lines.length > count ? [...lines.slice(0, count - 1), '…'] : lines;
  return kept.map((line) => `  ${mark}${line}`).join('\n');
}
