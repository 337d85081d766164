import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { type Command, Option } from 'commander';
import { InputError } from '../core/index.js';
import { csvLine } from '../tank/database/index.js';
import {
  checkResultsFolder,
  POINTS,
  readResults,
  type Sweep,
  sweepFolder,
  writeResults,
  writeSweep,
} from '../tank/results/index.js';
import { sweepRowsTable, sweepTerminal, writeReport, writeSweepReport } from '../tank/report/index.js';
import type { Plan } from '../tank/plan/index.js';
import { type Experiment, WORKER_LIMIT } from '../tank/runs/index.js';
import { loadScenario, type Overrides, REPLICATION_LIMIT, splitAssignment } from '../tank/scenario/index.js';
import { KeptPoints, planSweep, pointsOf, runSweep, type Variation } from '../tank/studies/index.js';
import { names, wholeNumber } from './arguments.js';
import { quotedCommand } from './command-text.js';
import { withoutOptimising } from './compiler-flags.js';
import { DONE, INTERRUPTED } from './exit.js';
import { type Call, pathIn } from './io.js';
import { loadOptions, type ModulesOption, modulesOption } from './modules-option.js';
import { mistakesIn } from './prepare.js';
import { ProgressDisplay } from './progress.js';
import { provenanceOf, provenanceOfStudy } from './provenance.js';
import { isColoured } from './summary-output.js';

interface SweepCommandOptions extends ModulesOption {
  readonly set?: Readonly<Record<string, string>>;
  readonly out: string;
  readonly seed?: string;
  readonly replications?: number;
  readonly strategies?: readonly string[];
  readonly workers?: number;
  readonly format: keyof typeof forms;
  readonly charts: boolean;
  readonly pages?: true;
  readonly resume?: true;
  readonly yes?: true;
  readonly dryRun?: true;
  readonly quiet?: true;
}

const HELP = `
Values of --set: a,b,c; a..b whole numbers; a..b:n n values evenly; a..b:n log evenly on a logarithm.
Numbers may have a unit.

Examples:
  wavetank sweep scenarios/quickstart.yaml --set workload.arrivals.rate=6/s..12/s:4
  wavetank sweep my.yaml --set fleet.models.large.replicas=1..4 --set workload.arrivals.rate=20/s,40/s
  wavetank sweep my.yaml                     # with sweep: { grid: { … } } or { list: [ … ] } in the file`;

/** Points that run, and that have pages, without being asked about. */
const MOST_POINTS = 1000;
const MOST_PAGES = 100;

export function configure(command: Command): void {
  command
    .description('Runs every strategy of a scenario at many points, with the same random numbers at all of them.')
    .argument('<scenario>', 'scenario file (YAML or JSON)')
    .addOption(
      new Option('--set <path=values>', 'what is varied; repeated, every combination is a point').argParser(
        (text: string, before: Readonly<Record<string, string>> | undefined) => {
          const { path, value } = splitAssignment(text);
          return { ...before, [path]: value };
        },
      ),
    )
    .option('--out <dir>', 'results go to <dir>/<scenario name>.sweep/', 'results')
    .option('--seed <text>', 'replaces the seed of the scenario')
    .addOption(
      new Option('--replications <n>', 'replaces the number of replications').argParser(wholeNumber(REPLICATION_LIMIT)),
    )
    .addOption(new Option('--strategies <names>', 'only these; comma-separated').argParser(names))
    .addOption(
      new Option('--workers <n>', 'threads; results do not depend on it')
        .argParser(wholeNumber(WORKER_LIMIT))
        .default(undefined, `${availableParallelism()}, fewer for short sweeps`),
    )
    .addOption(new Option('--format <form>', 'output format').choices(Object.keys(forms)).default('table'))
    .option('--no-charts', 'draw no charts: the page has only tables')
    .option('--pages', 'also write the results and the page of each point, as of a run, to points/1/, points/2/, …')
    .option('--resume', 'continue a sweep that was interrupted or killed: finished points are not run again')
    .option('--yes', `run more than ${MOST_POINTS} points, or write more than ${MOST_PAGES} pages`)
    .addOption(modulesOption())
    .option('--quiet', 'no progress and no hints')
    .option('--dry-run', 'check every point and print how many there are; run nothing')
    .addHelpText('after', HELP);
}

/** What goes to stdout. */
const forms = {
  table: (sweep: Sweep, call: Call) =>
    sweepTerminal(sweep, sweep.scenario.compare[0], { coloured: isColoured(call), width: call.stdout.columns }),
  json: (sweep: Sweep) => `${JSON.stringify(sweep, null, 2)}\n`,
  csv: rowsAsCsv,
};

export async function action(call: Call, file: string, options: SweepCommandOptions): Promise<number> {
  const path = pathIn(call, file);
  const overrides = overridesOf(options);
  const loading = loadOptions(options);
  const base = await loadScenario(path, overrides, loading);
  const { written, name } = base;
  const variation: Variation = options.set === undefined ? (written['sweep'] ?? {}) : { grid: options.set };
  const points = await mistakesIn(
    file,
    Promise.resolve().then(() => pointsOf(variation)),
  );
  const most = options.pages === true ? MOST_PAGES : MOST_POINTS;
  if (points.points.length > most && options.yes !== true) {
    const message = `the sweep has ${points.points.length} points`;
    const advice = `expected at most ${most}${options.pages === true ? ' with --pages' : ''}, or --yes`;
    throw new InputError([{ file, message, advice }]);
  }
  const planned = await planSweep(path, points, overrides, loading, base);
  if (options.dryRun === true) {
    const jobs = planned.points.reduce((sum, { plan }) => sum + plan.strategies.length * plan.replications, 0);
    call.stdout.write(`${name}: ${planned.points.length} points, ${jobs} jobs\n`);
    return DONE;
  }
  const out = pathIn(call, options.out);
  await checkResultsFolder(out, sweepFolder(name));
  const signal = call.interruptSignal();
  const kept = await KeptPoints.open(join(out, sweepFolder(name)), options.resume === true, options.pages);
  const progress = new ProgressDisplay(name, call.stderr, false, 'points');
  const startedMs = performance.now();
  const date = new Date().toISOString();
  const keepResults = async (plan: Plan, experiment: Experiment) => {
    const { results } = experiment;
    if (results === undefined) return;
    const provenance = provenanceOf(call, experiment, date, performance.now() - startedMs);
    await writeResults(...(await kept.placeOf(plan)), results, provenance);
  };
  const running = runSweep(planned, {
    workers: options.workers,
    signal,
    kept,
    onRun: options.pages === true ? keepResults : undefined,
    onNotice: progress.note,
    onProgress: (finishedJobs, jobs) => {
      if (options.quiet !== true) progress.show({ scenario: name, finishedJobs, jobs });
    },
  }).finally(() => {
    progress.stop();
  });
  const sweep = await mistakesIn(file, running);
  if (sweep === undefined) {
    call.stderr.write(`${name}: interrupted: the same command with --resume goes on with what was finished\n`);
    return INTERRUPTED;
  }
  call.stdout.write(forms[options.format](sweep, call));
  const command = quotedCommand(call.argv);
  const provenance = provenanceOfStudy(call, date, performance.now() - startedMs);
  const { sweep: _, ...scenario } = written;
  const folder = await writeSweep(out, sweep, rowsAsCsv(sweep), scenario, provenance);
  const report = { charts: options.charts, png: false, command, onNotice: progress.note };
  if (options.pages === true) await kept.copyResults(planned.points, join(folder, POINTS));
  const page = await withoutOptimising(async () => {
    if (options.pages === true) await writePointPages(join(folder, POINTS), planned.points.length, report);
    return writeSweepReport(folder, sweep, scenario, report);
  });
  await kept.remove();
  if (options.quiet !== true) call.stderr.write(`report:  ${page}\nresults: ${folder}\n`);
  return DONE;
}

/** The page of each point, from its results in `home/1`, `home/2`, … */
async function writePointPages(home: string, points: number, options: Parameters<typeof writeReport>[2]) {
  options.onNotice(`results are complete; the pages of ${points} points are being made`);
  for (let point = 1; point <= points; point++) {
    const folder = join(home, String(point));
    await writeReport(folder, await readResults(folder), options);
  }
}

function overridesOf({ seed, replications, strategies }: SweepCommandOptions): Overrides {
  return { seed, replications, strategies };
}

/** A row for each measure of each strategy at each point. */
function rowsAsCsv(sweep: Sweep): string {
  const { head, rows } = sweepRowsTable(sweep);
  return [head, ...rows].map(csvLine).join('');
}
