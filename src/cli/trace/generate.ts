import { type Command, Option } from 'commander';
import { InputError, Streams } from '../../core/index.js';
import { loadScenario } from '../../tank/scenario/index.js';
import { generateTrace, waitsForAnswers, type WorkloadSpec } from '../../tank/traffic/index.js';
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
  if (plan.workload.kind !== 'synthetic')
    throw mistake(file, 'the scenario has no made traffic', 'expected a scenario with arrivals');
  if (waitsForAnswers(plan.workload)) {
    throw mistake(
      file,
      'the traffic of the scenario depends on the fleet: requests wait for answers',
      'expected a scenario whose requests do not wait for answers',
    );
  }
  const trace = generated(file, plan.workload, new Streams(plan.seed, replication));
  await writeTrace(pathIn(call, out), trace);
  call.stderr.write(`${out}: ${trace.requestCount} requests\n`);
  for (const lack of lacksOf(trace)) call.stderr.write(`${out}: ${lack}\n`);
  return DONE;
}

function generated(file: string, workload: WorkloadSpec, streams: Streams): Trace {
  try {
    return generateTrace(workload, streams);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw mistake(file, error.message, 'nothing was written');
  }
}

/** What the requests have and the normal form has no column for. */
function lacksOf({ prefix, outputEstimate }: Trace): string[] {
  return [
    ...(prefix ? ['prefixes are omitted: a trace has them only as blocks (set workload.block_tokens)'] : []),
    ...(outputEstimate ? ['output_estimate is omitted: a trace has only the lengths themselves'] : []),
  ];
}

function mistake(file: string, message: string, advice: string): InputError {
  return new InputError([{ file, message, advice }]);
}
