import type { Command } from 'commander';
import { readResults } from '../tank/results/index.js';
import { writeReport } from '../tank/report/index.js';
import { commandOf } from './command-text.js';
import { withoutOptimising } from './compiler-flags.js';
import { DONE } from './exit.js';
import { type Call, pathIn } from './io.js';

const HELP = `
Example:
  wavetank report results/quickstart`;

export function configure(command: Command): void {
  command
    .description('Remakes report.html and charts/ from the summary.json and series.json in a folder of results.')
    .argument('<dir...>', 'folders of results, such as results/quickstart')
    .option('--no-charts', 'draw no charts: the report has only tables')
    .addHelpText('after', HELP);
}

export async function action(
  call: Call,
  folders: readonly string[],
  { charts }: { readonly charts: boolean },
): Promise<number> {
  for (const folder of folders.map((each) => pathIn(call, each))) {
    const { provenance, ...results } = await readResults(folder);
    const command = provenance && commandOf(provenance);
    const onNotice = (notice: string) => call.stderr.write(`${folder}: ${notice}\n`);
    const page = await withoutOptimising(() =>
      writeReport(folder, results, { charts, png: charts, command, onNotice }),
    );
    call.stdout.write(`${page}\n`);
  }
  return DONE;
}
