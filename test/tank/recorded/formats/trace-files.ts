import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { formatDiagnostic, InputError } from '../../../../src/core/diagnostic.js';

export const HEADER = 'TIMESTAMP,ContextTokens,GeneratedTokens';

/** A directory for the trace files of one test file, removed at its end. */
export function traceDirectory() {
  let directory = '';
  let fileCount = 0;
  beforeAll(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'wavetank-trace-'));
  });
  afterAll(async () => {
    await rm(directory, { recursive: true });
  });
  return {
    /** @returns the path of a file that need not exist */
    path: (name: string) => path.join(directory, name),
    /** Writes a file. @returns its path */
    write: async (content: string | Uint8Array, name = `trace-${fileCount++}.csv`) => {
      const file = path.join(directory, name);
      await writeFile(file, content);
      return file;
    },
  };
}

/** A row at so many seconds after 12:00:00. */
export function rowAt(seconds: number, promptTokens = 100, outputTokens = 20): string {
  const time = new Date(Date.UTC(2023, 10, 16, 12) + seconds * 1000).toISOString();
  return `${time.slice(0, 10)} ${time.slice(11, 19)}.${time.slice(20, 23)}0000,${promptTokens},${outputTokens}`;
}

/** @returns the diagnostics of the mistake that `reading` ends with, as a user sees them, without the directory */
export async function mistakesOf(reading: Promise<unknown>): Promise<string[]> {
  const error: unknown = await reading.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof InputError)) throw new Error(`expected an InputError, got ${String(error)}`);
  return error.diagnostics.map((diagnostic) => {
    const { file, ...rest } = diagnostic;
    return formatDiagnostic({ ...rest, ...(file === undefined ? {} : { file: path.basename(file) }) });
  });
}
