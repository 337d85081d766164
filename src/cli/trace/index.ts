import { Command } from 'commander';
import { fitCommand } from './fit.js';
import { generateCommand } from './generate.js';
import { importCommand } from './import.js';
import { inspectCommand } from './inspect.js';

export function traceCommand(): Command {
  return new Command('trace')
    .summary('look at recorded traffic, convert it, and make traffic like it')
    .description('Commands on traces: recorded traffic, and made traffic that stands in for it.')
    .addCommand(inspectCommand())
    .addCommand(importCommand())
    .addCommand(generateCommand())
    .addCommand(fitCommand());
}
