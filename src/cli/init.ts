import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { InputError } from '../core/index.js';
import { scenarioTemplate } from '../tank/scenario/index.js';
import { DONE } from './exit.js';
import { type Call, pathIn } from './io.js';

export function configure(command: Command): void {
  command
    .description('Writes NAME.yaml into this folder: a scenario that runs, with a comment at every key.')
    .argument('[name]', 'name of the scenario: letters a-z, digits, hyphens', 'my-scenario')
    .addHelpText('after', '\nExample:\n  wavetank init my-fleet && wavetank run my-fleet.yaml');
}

export async function action(call: Call, name: string): Promise<number> {
  const text = scenarioTemplate(name);
  const file = `${name}.yaml`;
  try {
    await writeFile(pathIn(call, file), text, { flag: 'wx' });
  } catch (error) {
    const exists = (error as NodeJS.ErrnoException).code === 'EEXIST';
    const message = exists ? 'there is such a file already' : (error as Error).message;
    throw new InputError([{ file, message, advice: 'choose another name; nothing was written' }]);
  }
  call.stdout.write(`${file} written: edit it, then run  wavetank run ${file}\n`);
  return DONE;
}
