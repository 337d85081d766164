import { statSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { VERSION } from '../core/index.js';
import { addCommands } from './command-list.js';
import { commands } from './commands.js';
import { DONE, tellError, USER_MISTAKE } from './exit.js';
import { type Io, pathIn } from './io.js';
import { asTyped, typing } from './typed-command.js';

const HELP = `
Examples:
  wavetank run scenarios/quickstart.yaml
  wavetank run scenarios/azure-conversation.yaml --trace trace.csv.gz
  wavetank init my-fleet

Exit codes: 0 done; 1 a gate or SLO failed; 2 the input is wrong and nothing ran, or an output cannot be written
(a message names what was written); 130 interrupted.`;

/**
 * The command line as a function.
 * @param argv what follows the name of the program
 * @returns the exit code; it never throws
 * @example await main(['validate', 'scenarios/quickstart.yaml'], io) // 0
 */
export async function main(argv: readonly string[], given: Io): Promise<number> {
  const io = { ...given, stderr: typing(given.stderr, given.env) };
  let exitCode = DONE;
  const program = new Command('wavetank')
    .description('A wave tank for request routers: the real router in made or recorded traffic, strategy by strategy')
    .version(VERSION)
    .configureOutput({
      writeOut: (text) => io.stdout.write(asTyped(text, io.env)),
      writeErr: (text) => io.stderr.write(text),
    })
    .configureHelp({ helpWidth: 110 })
    .exitOverride()
    .addHelpText('after', HELP);
  addCommands(program, commands, async (action, args) => {
    exitCode = await action({ ...io, argv, asTyped: (text) => asTyped(text, io.env) }, ...args);
  });
  program.showHelpAfterError('(see wavetank --help)'); // its own errors: those of a command name what is wrong in it
  try {
    await program.parseAsync(commandWords(argv, io), { from: 'user' });
    return exitCode;
  } catch (error) {
    if (!(error instanceof CommanderError)) return tellError(error, io);
    return error.exitCode === 0 ? DONE : USER_MISTAKE;
  }
}

/** The words with the command first: `SCENARIO …` means `run SCENARIO …`, and `help COMMAND` means `COMMAND --help`. */
function commandWords(argv: readonly string[], io: Io): readonly string[] {
  const [first = '', second = ''] = argv;
  if (first === 'help' && Object.hasOwn(commands, second)) return [...argv.slice(1), '--help'];
  if (Object.hasOwn(commands, first) || !isScenario(first, io)) return argv;
  return ['run', ...argv];
}

function isScenario(word: string, io: Io): boolean {
  return /\.(ya?ml|json)$/.test(word) || statSync(pathIn(io, word), { throwIfNoEntry: false })?.isFile() === true;
}
