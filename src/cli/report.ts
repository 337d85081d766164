import { Command } from 'commander';
import { readResults } from '../tank/results/index.js';
import { writeReport } from '../tank/report/index.js';
import { commandOf } from './command-text.js';

const HELP = `
Example:
  wavetank report results/quickstart`;

export function reportCommand(): Command {
  return new Command('report')
    .summary('make the report and charts of results again')
    .description('Makes report.html and charts/ again from the summary.json and series.json of a folder of results.')
    .argument('<dir...>', 'folders of results, such as results/quickstart')
    .option('--no-charts', 'draw no charts: the report has tables alone')
    .addHelpText('after', HELP)
    .action(report);
}

async function report(folders: readonly string[], { charts }: { readonly charts: boolean }): Promise<void> {
  for (const folder of folders) {
    const { provenance, ...results } = await readResults(folder);
    const command = provenance && commandOf(provenance);
    const page = await writeReport(folder, results, { charts, png: charts, command });
    process.stdout.write(`${page}\n`);
  }
}
