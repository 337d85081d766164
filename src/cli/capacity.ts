import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { type Command, Option } from 'commander';
import { csvLine } from '../tank/database/index.js';
import {
  type Capacity,
  capacityFolder,
  checkResultsFolder,
  type Sought,
  writeCapacity,
} from '../tank/results/index.js';
import { capacityTerminal, pointRows, writeCapacityReport } from '../tank/report/index.js';
import { WORKER_LIMIT } from '../tank/runs/index.js';
import { type Overrides, REPLICATION_LIMIT } from '../tank/scenario/index.js';
import { KeptPoints, planCapacity, runCapacity, TOLERANCE, USUAL_PATH } from '../tank/studies/index.js';
import { names, share, wholeNumber } from './arguments.js';
import { quotedCommand } from './command-text.js';
import { withoutOptimising } from './compiler-flags.js';
import { DONE, INTERRUPTED } from './exit.js';
import { type Call, pathIn } from './io.js';
import { loadOptions, type ModulesOption, modulesOption } from './modules-option.js';
import { mistakesIn } from './prepare.js';
import { ProgressDisplay } from './progress.js';
import { provenanceOfStudy } from './provenance.js';
import { type SetOption, setOption } from './set-option.js';
import { isColoured } from './summary-output.js';

interface CapacityCommandOptions extends ModulesOption, SetOption {
  readonly vary: string;
  readonly seek?: Sought;
  readonly tolerance: number;
  readonly out: string;
  readonly seed?: string;
  readonly replications?: number;
  readonly strategies?: readonly string[];
  readonly workers?: number;
  readonly format: keyof typeof forms;
  readonly charts: boolean;
  readonly resume?: true;
  readonly quiet?: true;
}

const HELP = `
What is varied is a path of the scenario, alone or with a range: workload.arrivals.rate=20/s..60/s.
Of a path alone the search starts at the value in the scenario, and goes both ways as far as it has to.

Examples:
  wavetank capacity scenarios/capacity.yaml                 # the highest rate of arrivals
  wavetank capacity my.yaml --vary fleet.models.large.replicas
  wavetank capacity my.yaml --vary service.per_output_token=1ms..8ms --set slo.response_time=5s`;

export function configure(command: Command): void {
  command
    .description(
      'Searches, for each strategy, the highest rate or the fewest replicas at which the SLO of a scenario is met.',
    )
    .argument('<scenario>', 'scenario file (YAML or JSON) with slo:')
    .option('--vary <path>', 'what is varied, alone or with =from..to', USUAL_PATH)
    .addOption(
      new Option('--seek <end>', 'the most or the least of it that meets the SLO')
        .choices(['highest', 'lowest'])
        .default(undefined, 'lowest of replicas and the like'),
    )
    .addOption(
      new Option('--tolerance <share>', 'how near neighbouring values are looked at')
        .argParser(share)
        .default(TOLERANCE),
    )
    .addOption(setOption())
    .option('--out <dir>', 'results go to <dir>/<scenario name>.capacity/', 'results')
    .option('--seed <text>', 'replaces the seed of the scenario')
    .addOption(
      new Option('--replications <n>', 'replaces the number of replications').argParser(wholeNumber(REPLICATION_LIMIT)),
    )
    .addOption(new Option('--strategies <names>', 'only these; comma-separated').argParser(names))
    .addOption(
      new Option('--workers <n>', 'threads; results do not depend on it')
        .argParser(wholeNumber(WORKER_LIMIT))
        .default(undefined, `${availableParallelism()}, fewer for short runs`),
    )
    .addOption(new Option('--format <form>', 'output format').choices(Object.keys(forms)).default('table'))
    .option('--no-charts', 'draw no charts: the page has only tables')
    .option('--resume', 'continue a search that was interrupted or killed: finished values are not run again')
    .addOption(modulesOption())
    .option('--quiet', 'no progress and no hints')
    .addHelpText('after', HELP);
}

/** What goes to stdout. */
const forms = {
  table: (capacity: Capacity, call: Call) =>
    capacityTerminal(capacity, { coloured: isColoured(call), width: call.stdout.columns }),
  json: (capacity: Capacity) => `${JSON.stringify(capacity, null, 2)}\n`,
  csv: pointsAsCsv,
};

export async function action(call: Call, file: string, options: CapacityCommandOptions): Promise<number> {
  const { vary, seek, tolerance, workers } = options;
  const path = pathIn(call, file);
  const planned = await mistakesIn(
    file,
    planCapacity(path, { vary, seek }, overridesOf(options), loadOptions(options)),
  );
  const { name, written } = planned.base;
  const out = pathIn(call, options.out);
  await checkResultsFolder(out, capacityFolder(name));
  const kept = await KeptPoints.open(join(out, capacityFolder(name)), options.resume === true);
  const progress = new ProgressDisplay(name, call.stderr, false, 'values');
  const startedMs = performance.now();
  const date = new Date().toISOString();
  const running = runCapacity(planned, {
    workers,
    tolerance,
    kept,
    signal: call.interruptSignal(),
    onNotice: progress.note,
    onProgress: (finishedJobs, jobs) => {
      if (options.quiet !== true) progress.show({ scenario: name, finishedJobs, jobs });
    },
  }).finally(() => {
    progress.stop();
  });
  const capacity = await mistakesIn(file, running);
  if (capacity === undefined) {
    call.stderr.write(`${name}: interrupted: the same command with --resume goes on with what was finished\n`);
    return INTERRUPTED;
  }
  call.stdout.write(forms[options.format](capacity, call));
  const command = quotedCommand(call.argv);
  const provenance = provenanceOfStudy(call, date, performance.now() - startedMs);
  const folder = await writeCapacity(out, capacity, pointsAsCsv(capacity), written, provenance);
  const page = await withoutOptimising(() =>
    writeCapacityReport(folder, capacity, written, {
      charts: options.charts,
      png: false,
      command,
      onNotice: progress.note,
    }),
  );
  await kept.remove();
  if (options.quiet !== true) call.stderr.write(`report:  ${page}\nresults: ${folder}\n`);
  return DONE;
}

function overridesOf({ set, seed, replications, strategies }: CapacityCommandOptions): Overrides {
  return { set, seed, replications, strategies };
}

/** A row for each measure at each value that was looked at. */
function pointsAsCsv(capacity: Capacity): string {
  const { head, rows } = pointRows(capacity);
  return [head, ...rows].map(csvLine).join('');
}
