import { InputError } from '../core/index.js';

/** Exit codes. */
export const GATE_FAILED = 1;
export const USER_MISTAKE = 2;
export const INTERRUPTED = 130;
const INTERNAL_ERROR = 70; // EX_SOFTWARE of sysexits.h

/** Tells the user what went wrong, on stderr, and sets the exit code. */
export function exitWith(error: unknown): void {
  if (error instanceof InputError) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = USER_MISTAKE;
    return;
  }
  const text = error instanceof Error ? error.message : String(error);
  const stack = process.env['WAVETANK_DEBUG'] === undefined ? '' : `\n${(error as Error).stack ?? ''}`;
  process.stderr.write(
    `wavetank failed: ${text}\nThis is a fault in wavetank; WAVETANK_DEBUG=1 shows where.${stack}\n`,
  );
  process.exitCode = INTERNAL_ERROR;
}
