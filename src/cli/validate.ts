import { Command } from 'commander';
import { formatDiagnostic } from '../core/index.js';
import { validateScenario } from '../tank/scenario/index.js';
import { USER_MISTAKE } from './exit.js';

export function validateCommand(): Command {
  return new Command('validate')
    .summary('check scenario files')
    .description('Tells every mistake of each scenario at once, with its place and what was expected.')
    .argument('<scenario...>', 'scenario files (YAML or JSON)')
    .addHelpText('after', '\nExample:\n  wavetank validate scenarios/*.yaml')
    .action(validate);
}

async function validate(files: readonly string[]): Promise<void> {
  for (const file of files) {
    const diagnostics = await validateScenario(file);
    if (diagnostics.length === 0) {
      process.stdout.write(`${file}: ok\n`);
      continue;
    }
    process.stderr.write(`${diagnostics.map(formatDiagnostic).join('\n')}\n`);
    process.exitCode = USER_MISTAKE;
  }
}
