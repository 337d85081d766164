import { type Command, Option } from 'commander';
import { csvLine } from '../tank/database/index.js';
import { compareMarkdown, compareRows, compareTerminal, writeCompareReport } from '../tank/report/index.js';
import { comparisonText, makeComparisonFolder, type RunComparison, writeComparison } from '../tank/results/index.js';
import { compareRuns } from '../tank/verdicts/index.js';
import { quotedCommand } from './command-text.js';
import { readComparedRun } from './compared-run.js';
import { withoutOptimising } from './compiler-flags.js';
import { DONE } from './exit.js';
import { type Call, pathIn } from './io.js';
import { isColoured } from './summary-output.js';

interface CompareOptions {
  readonly format: keyof typeof forms;
  readonly out?: string;
  readonly charts: boolean;
}

/** What goes to stdout. */
const forms = {
  table: (comparison: RunComparison, call: Call) =>
    compareTerminal(comparison, { coloured: isColoured(call), width: call.stdout.columns }),
  json: comparisonText,
  markdown: compareMarkdown,
  csv: (comparison: RunComparison) => {
    const { head, rows } = compareRows(comparison);
    return [head, ...rows].map(csvLine).join('');
  },
};

const HELP = `
Each is a folder of results, or a baseline of wavetank check. Strategies are matched by name, and replications
are compared in pairs where both runs met the same traffic. Runs of different traffic are refused.
The exit code does not depend on the verdict: wavetank check is the gate.

Examples:
  wavetank compare results/quickstart/earlier/2026-11-20T10-00-00-000Z results/quickstart
  wavetank compare results/baselines/quickstart.json results/quickstart
  wavetank compare before/quickstart after/quickstart --out comparison`;

export function configure(command: Command): void {
  command
    .description('Compares two runs, strategy by strategy: what is better now, what is worse, and how sure that is.')
    .argument('<before>', 'folder of results, or baseline')
    .argument('<after>', 'folder of results, or baseline')
    .addOption(new Option('--format <form>', 'output format').choices(Object.keys(forms)).default('table'))
    .option('--out <dir>', 'also write report.html, charts/ and compare.json to <dir>/')
    .option('--no-charts', 'draw no charts: the page has only tables')
    .addHelpText('after', HELP);
}

export async function action(call: Call, before: string, after: string, options: CompareOptions): Promise<number> {
  const comparison = compareRuns(await readComparedRun(call, before), await readComparedRun(call, after));
  const folder = options.out === undefined ? undefined : pathIn(call, options.out);
  if (folder !== undefined) await makeComparisonFolder(folder);
  call.stdout.write(forms[options.format](comparison, call));
  if (folder === undefined) return DONE;
  await writeComparison(folder, comparison);
  const onNotice = (notice: string) => call.stderr.write(`${notice}\n`);
  const { charts } = options;
  const command = quotedCommand(call.argv);
  const page = await withoutOptimising(() =>
    writeCompareReport(folder, comparison, { charts, png: false, command, onNotice }),
  );
  call.stderr.write(`report:  ${page}\n`);
  return DONE;
}
