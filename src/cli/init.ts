import { writeFile } from 'node:fs/promises';
import { type Command, Option } from 'commander';
import { InputError } from '../core/index.js';
import { scenarioTemplate, type TemplateName, templates } from '../tank/scenario/index.js';
import { DONE } from './exit.js';
import { type Call, pathIn } from './io.js';

const HELP = `
Templates:
${Object.entries(templates)
  .map(([name, { summary }]) => `  ${name.padEnd(12)} ${summary}`)
  .join('\n')}

Examples:
  wavetank init my-fleet && wavetank run my-fleet.yaml
  wavetank init users --template closed-loop`;

export function configure(command: Command): void {
  command
    .description('Writes NAME.yaml into this folder: a scenario that runs, with a comment at every key.')
    .argument('[name]', 'name of the scenario: letters a-z, digits, hyphens', 'my-scenario')
    .addOption(
      new Option('--template <name>', 'template to start from').choices(Object.keys(templates)).default('standard'),
    )
    .addHelpText('after', HELP);
}

export async function action(
  call: Call,
  name: string,
  { template }: { readonly template: TemplateName },
): Promise<number> {
  const text = call.asTyped(scenarioTemplate(name, template));
  const file = `${name}.yaml`;
  try {
    await writeFile(pathIn(call, file), text, { flag: 'wx' });
  } catch (error) {
    const exists = (error as NodeJS.ErrnoException).code === 'EEXIST';
    const message = exists ? 'this file already exists' : (error as Error).message;
    throw new InputError([{ file, message, advice: 'choose another name; nothing was written' }]);
  }
  call.stdout.write(call.asTyped(`${file} written: edit it, then run  wavetank run ${file}\n`));
  return DONE;
}
