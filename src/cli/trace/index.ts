import type { Command } from 'commander';
import type { CommandList } from '../command-list.js';

export function configure(command: Command): void {
  command.description('Commands on traces: recorded traffic, and made traffic that stands in for it.');
}

export const commands: CommandList = {
  inspect: {
    usage: '[options] <file...>',
    summary: 'show statistics of traces',
    load: () => import('./inspect.js'),
  },
  import: {
    usage: '[options] <file>',
    summary: 'write a recorded trace in the normal form',
    load: () => import('./import.js'),
  },
  generate: {
    usage: '[options] <scenario>',
    summary: 'write the made traffic of a scenario',
    load: () => import('./generate.js'),
  },
  fit: {
    usage: '[options] <file>',
    summary: 'make a scenario whose traffic stands in for a trace',
    load: () => import('./fit.js'),
  },
};
