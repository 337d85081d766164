import { commands } from './commands.js';
import type { Io, Output } from './io.js';

/** In a clone there is no `wavetank` to be found: what starts it there says so by this variable. */
const VARIABLE = 'WAVETANK_COMMAND';

const HINT = new RegExp(`\\bwavetank (?=(?:${Object.keys(commands).join('|')}|--help)\\b)`, 'g');

/**
 * A text with its commands as they can be typed where it is read.
 * @example asTyped('wavetank init my-fleet', { WAVETANK_COMMAND: 'npm start --' }) // npm start -- init my-fleet
 */
export function asTyped(text: string, env: Io['env']): string {
  const typed = env[VARIABLE] ?? '';
  return typed === '' ? text : text.replace(HINT, `${typed} `);
}

/** The stream of messages, whose commands can be typed where they are read. */
export function typing(stderr: Output, env: Io['env']): Output {
  if (asTyped(HINTED, env) === HINTED) return stderr;
  const write = (text: string | Uint8Array) => stderr.write(typeof text === 'string' ? asTyped(text, env) : text);
  return Object.create(stderr, { write: { value: write } }) as Output;
}

const HINTED = 'wavetank run';
