import { writeFile } from 'node:fs/promises';
import { Command } from 'commander';
import { InputError } from '../core/index.js';
import { scenarioTemplate } from '../tank/scenario/index.js';

export function initCommand(): Command {
  return new Command('init')
    .summary('write a commented scenario to start from')
    .description('Writes NAME.yaml into this folder: a scenario that runs, with a comment at every key.')
    .argument('[name]', 'name of the scenario: letters a-z, digits, hyphens', 'my-scenario')
    .addHelpText('after', '\nExample:\n  wavetank init my-fleet && wavetank run my-fleet.yaml')
    .action(init);
}

async function init(name: string): Promise<void> {
  const text = scenarioTemplate(name);
  const file = `${name}.yaml`;
  try {
    await writeFile(file, text, { flag: 'wx' });
  } catch (error) {
    const exists = (error as NodeJS.ErrnoException).code === 'EEXIST';
    const message = exists ? 'there is such a file already' : (error as Error).message;
    throw new InputError([{ file, message, advice: 'choose another name; nothing was written' }]);
  }
  process.stdout.write(`${file} written: edit it, then run  wavetank run ${file}\n`);
}
