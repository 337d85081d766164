import type { Provenance } from '../tank/results/index.js';

/** What was typed to make results, for a shell. */
export function commandOf({ command }: Provenance): string {
  return quotedCommand(command);
}

/** @param words what follows the name of the program */
export function quotedCommand(words: readonly string[]): string {
  return ['wavetank', ...words.map(quotedForShell)].join(' ');
}

function quotedForShell(argument: string): string {
  return /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", `'\\''`)}'`;
}
