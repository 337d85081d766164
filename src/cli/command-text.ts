import type { Provenance } from '../tank/results/provenance.js';

/** What was typed to make results, for a shell. */
export function commandOf({ command }: Provenance): string {
  return ['wavetank', ...command.map(quotedForShell)].join(' ');
}

function quotedForShell(argument: string): string {
  return /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", `'\\''`)}'`;
}
