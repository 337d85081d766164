import { commands } from './commands.js';

/** In a clone there is no `wavetank` to be found: what starts it there says so by this variable. */
const VARIABLE = 'WAVETANK_COMMAND';

const HINT = new RegExp(`\\bwavetank (?=(?:${Object.keys(commands).join('|')}|my\\.yaml|--help)\\b)`, 'g');

/**
 * A text with its commands as they can be typed where it is read.
 * @example asTyped('wavetank init my-fleet', { WAVETANK_COMMAND: 'npm start --' }) // npm start -- init my-fleet
 */
export function asTyped(text: string, env: Readonly<Record<string, string | undefined>>): string {
  const typed = env[VARIABLE] ?? '';
  return typed === '' ? text : text.replace(HINT, `${typed} `);
}
