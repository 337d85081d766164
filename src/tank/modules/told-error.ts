import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Diagnostic } from '../../core/index.js';

type Place = Pick<Diagnostic, 'file' | 'line' | 'column' | 'excerpt' | 'length'>;

/** A file whose code may have thrown. */
export interface UserFile {
  /** As messages show it. */
  readonly shown: string;
  /** Absolute. */
  readonly path: string;
}

/**
 * What the code of a user threw, in a line, and where in it: the first place in the given file, else in any that is not ours.
 * @param what was going on, such as `pick threw`
 */
export function toldError(what: string, error: unknown, file?: UserFile): Place & { readonly message: string } {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : textOf(error);
  const message = `${what} ${text.split('\n')[0]}`;
  const stack = error instanceof Error ? String(error.stack) : '';
  const first = framesOf(stack).find(({ path }) => path === file?.path);
  const frame =
    first ?? headOf(stack) ?? syntaxPlace(error, file) ?? framesOf(stack).find(({ path }) => isForeign(path));
  return frame === undefined ? { message } : { ...placeOf(frame, file), message };
}

/** Whatever was thrown, as text; it may have none. */
function textOf(thrown: unknown): string {
  try {
    return String(thrown);
  } catch {
    return 'something that cannot be shown';
  }
}

interface Frame {
  readonly path: string;
  readonly line: number;
  readonly column?: number;
  readonly length?: number;
}

/** The places of a stack, innermost first. */
function framesOf(stack: string): readonly Frame[] {
  return stack.split('\n').flatMap((text) => {
    const place = /^\s*at (?:.*\(|async )?(.*?)\)?$/.exec(text)?.[1] ?? '';
    const at = /^((?:file:\/\/|\/|[A-Za-z]:\\).*):(\d+):(\d+)$/.exec(place);
    if (at === null) return [];
    return [{ path: pathOf(at[1]), line: Number(at[2]), column: Number(at[3]) }];
  });
}

/** What Node puts before the stack of a module that cannot be linked: place, line, carets. */
function headOf(stack: string): Frame | undefined {
  const head = /^((?:file:\/\/|\/|[A-Za-z]:\\).*):(\d+)\n.*\n( *)(\^+)/.exec(stack);
  if (head === null) return undefined;
  return { path: pathOf(head[1]), line: Number(head[2]), column: head[3].length + 1, length: head[4].length };
}

/** Where a file breaks the syntax: the error does not say, so a process that only parses it is asked. */
function syntaxPlace(error: unknown, file: UserFile | undefined): Frame | undefined {
  if (!(error instanceof SyntaxError) || file === undefined) return undefined;
  try {
    execFileSync(process.execPath, ['--check', file.path], { stdio: 'pipe', timeout: 10_000 });
  } catch (failed) {
    return headOf(String((failed as { readonly stderr?: Buffer }).stderr));
  }
  return undefined;
}

function pathOf(text: string): string {
  const path = text.replace(/\?sha256=.*$/, ''); // of the address that it was loaded by
  return path.startsWith('file://') ? fileURLToPath(path.replace(/[?#].*$/, '')) : path;
}

const OWN_CODE = fileURLToPath(new URL('../..', import.meta.url));

/** Neither wavetank's own code nor a package. */
function isForeign(path: string): boolean {
  return !path.startsWith(OWN_CODE) && !/[\\/]node_modules[\\/]/.test(path);
}

function placeOf({ path, line, column, length }: Frame, file: UserFile | undefined): Place {
  const excerpt = lineOf(path, line);
  return {
    file: path === file?.path ? file.shown : path,
    line,
    ...(column !== undefined && { column }),
    ...(excerpt !== undefined && { excerpt }),
    ...(length !== undefined && { length }),
  };
}

function lineOf(path: string, line: number): string | undefined {
  try {
    return readFileSync(path, 'utf8').split(/\r?\n/)[line - 1];
  } catch {
    return undefined;
  }
}
