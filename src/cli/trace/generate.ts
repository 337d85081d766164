import { type Command, Option } from 'commander';
import { loadScenario, madeTrace } from '../../tank/scenario/index.js';
import { writeTrace } from '../../tank/recorded/index.js';
import type { Trace } from '../../tank/trace/index.js';
import { count } from '../arguments.js';
import { DONE } from '../exit.js';
import { type Call, pathIn } from '../io.js';

const HELP = `
Example:
  wavetank trace generate scenarios/tenants.yaml --out tenants.csv.gz`;

export function configure(command: Command): void {
  command
    .description('Writes the requests of one replication of a scenario as a trace in the normal form.')
    .argument('<scenario>', 'scenario file (YAML or JSON)')
    .requiredOption(
      '--out <file>',
      'file to write: .csv, .jsonl, .parquet, .csv.gz or .jsonl.gz; replaces an existing file',
    )
    .option('--seed <text>', 'replaces the seed of the scenario')
    .addOption(new Option('--replication <n>', 'replication, from 0').argParser(count).default(0))
    .addHelpText('after', HELP);
}

interface GenerateOptions {
  readonly out: string;
  readonly seed?: string;
  readonly replication: number;
}

export async function action(call: Call, file: string, { out, seed, replication }: GenerateOptions): Promise<number> {
  const plan = await loadScenario(pathIn(call, file), { ...(seed !== undefined && { seed }) }, { modules: 'leave' });
  const trace = madeTrace(plan, replication, file);
  await writeTrace(pathIn(call, out), trace);
  call.stderr.write(`${out}: ${trace.requestCount} requests\n`);
  for (const lack of lacksOf(trace)) call.stderr.write(`${out}: ${lack}\n`);
  return DONE;
}

/** What the requests have and the normal form has no column for. */
function lacksOf({ prefix, outputEstimate }: Trace): string[] {
  return [
    ...(prefix ? ['prefixes are omitted: a trace has them only as blocks (set workload.block_tokens)'] : []),
    ...(outputEstimate ? ['output_estimate is omitted: a trace has only the lengths themselves'] : []),
  ];
}
