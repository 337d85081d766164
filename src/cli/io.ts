import { resolve } from 'node:path';

/** All that the command line has of the world: it reads and writes nothing else of its process. */
export interface Io {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Folder where paths of the command line start. */
  readonly cwd: string;
  /** Asked for by commands that end in order: from then on Ctrl-C aborts the signal, and no longer ends the process. */
  readonly interruptSignal: () => AbortSignal;
}

export type Output = NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };

/** One call of the command line. */
export interface Call extends Io {
  /** What follows the name of the program, as it was typed. */
  readonly argv: readonly string[];
  /** A text with its commands as they can be typed where it is read. */
  readonly asTyped: (text: string) => string;
}

/** Where a path of the command line leads; unchanged where possible, since messages name files as the user did. */
export function pathIn({ cwd }: Io, path: string): string {
  return cwd === process.cwd() ? path : resolve(cwd, path);
}
