import type { Command } from 'commander';
import { formatDiagnostic } from '../core/index.js';
import { validateScenario } from '../tank/scenario/index.js';
import { DONE, USER_MISTAKE } from './exit.js';
import { type Call, pathIn } from './io.js';
import { type ModulesOption, modulesOption } from './modules-option.js';

export function configure(command: Command): void {
  command
    .description('Reports every mistake in each scenario at once, with its position and what is expected.')
    .argument('<scenario...>', 'scenario files (YAML or JSON)')
    .addOption(modulesOption())
    .addHelpText('after', '\nExample:\n  wavetank validate scenarios/*.yaml');
}

export async function action(call: Call, files: readonly string[], { modules }: ModulesOption): Promise<number> {
  let exitCode = DONE;
  for (const file of files) {
    const diagnostics = await validateScenario(pathIn(call, file), { modules });
    if (diagnostics.length === 0) {
      call.stdout.write(`${file}: ok\n`);
      continue;
    }
    call.stderr.write(`${diagnostics.map(formatDiagnostic).join('\n')}\n`);
    exitCode = USER_MISTAKE;
  }
  return exitCode;
}
