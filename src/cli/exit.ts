import { InputError } from '../core/index.js';
import type { Io } from './io.js';

/** Exit codes. */
export const DONE = 0;
export const GATE_FAILED = 1;
export const USER_MISTAKE = 2;
export const INTERRUPTED = 130;
const INTERNAL_ERROR = 70; // EX_SOFTWARE of sysexits.h

/** Tells the user what went wrong. @returns the exit code */
export function tellError(error: unknown, { stderr, env }: Pick<Io, 'stderr' | 'env'>): number {
  if (error instanceof InputError) {
    stderr.write(`${error.message}\n`);
    return USER_MISTAKE;
  }
  const text = error instanceof Error ? error.message : String(error);
  const stack = env['WAVETANK_DEBUG'] === undefined ? '' : `\n${(error as Error).stack ?? ''}`;
  stderr.write(`wavetank failed: ${text}\nThis is a bug in wavetank; WAVETANK_DEBUG=1 shows where.${stack}\n`);
  return INTERNAL_ERROR;
}
