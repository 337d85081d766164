#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { InputError, VERSION } from '../core/index.js';
import { checkCommand } from './check.js';
import { exitWith, USER_MISTAKE } from './exit.js';
import { explainCommand } from './explain.js';
import { initCommand } from './init.js';
import { listCommand } from './list.js';
import { planCommand } from './plan.js';
import { reportCommand } from './report.js';
import { runCommand } from './run.js';
import { traceCommand } from './trace/index.js';
import { validateCommand } from './validate.js';

const HELP = `
Examples:
  wavetank run scenarios/quickstart.yaml
  wavetank run scenarios/azure-conversation.yaml --trace trace.csv.gz
  wavetank init my-fleet

Exit codes: 0 done; 1 a gate or SLO failed; 2 the input was wrong, nothing was written; 130 interrupted.`;

const program = new Command('wavetank')
  .description('A wave tank for request routers: the real router in made or recorded traffic, strategy by strategy')
  .version(VERSION)
  .showSuggestionAfterError()
  .showHelpAfterError('(see wavetank --help)')
  .addHelpText('after', HELP)
  .addCommand(runCommand())
  .addCommand(initCommand())
  .addCommand(validateCommand())
  .addCommand(listCommand())
  .addCommand(explainCommand())
  .addCommand(planCommand())
  .addCommand(reportCommand())
  .addCommand(checkCommand())
  .addCommand(traceCommand());

for (const command of [program, ...program.commands, ...program.commands.flatMap(({ commands }) => commands)]) {
  command.exitOverride().configureHelp({ helpWidth: 110 });
}

// A pipe that is closed early, by head for example, ends the output but not the run.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') return;
  exitWith(new InputError([{ message: `the output cannot be written: ${error.message}` }]));
});

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : USER_MISTAKE;
  else exitWith(error);
}
