import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { InputError } from '../core/index.js';
import { estimateRun, JobFiles, jobsKey, keepingRows, runExperiment, WORKER_LIMIT } from '../tank/runs/index.js';
import { writeReport } from '../tank/report/index.js';
import { commandOf, quotedCommand } from './command-text.js';
import {
  checkResultsFolder,
  removeRows,
  type RowsForm,
  rowsForm,
  setAside,
  type Summary,
  writeResults,
  writeRows,
} from '../tank/results/index.js';
import { designOf } from '../tank/plan/index.js';
import { type Overrides, REPLICATION_LIMIT } from '../tank/scenario/index.js';
import { type FormatName, formats, TIME_UNITS, type TimeUnit } from '../tank/recorded/index.js';
import { count, names, wholeNumber } from './arguments.js';
import { withoutOptimising } from './compiler-flags.js';
import { dryRunReport } from './dry-run.js';
import { DONE, GATE_FAILED, INTERRUPTED } from './exit.js';
import { type Call, pathIn } from './io.js';
import { loadOptions, type ModulesOption, modulesOption } from './modules-option.js';
import { mistakesIn, type PreparedRun, prepareRuns } from './prepare.js';
import { nextSteps } from './next-steps.js';
import { ProgressDisplay } from './progress.js';
import { provenanceOf } from './provenance.js';
import { type SetOption, setOption } from './set-option.js';
import { type SummaryForm, summaryForms, SummaryOutput } from './summary-output.js';

interface RunOptions extends ModulesOption, SetOption {
  readonly out: string;
  readonly seed?: string;
  readonly replications?: number;
  readonly strategies?: readonly string[];
  readonly workers: number;
  readonly trace?: string;
  readonly traceFormat?: FormatName;
  readonly skipBadRows?: true;
  readonly sort?: true;
  readonly timeUnit?: TimeUnit;
  readonly format: SummaryForm;
  readonly charts: boolean;
  readonly png?: true;
  readonly rows?: true;
  readonly rowsFormat?: RowsForm;
  readonly requireSlo?: true;
  readonly dryRun?: true;
  readonly resume?: true;
  readonly keep: number;
  readonly verbose?: true;
  readonly quiet?: true;
}

const HELP = `
Examples:
  wavetank run scenarios/quickstart.yaml
  wavetank run scenarios/quickstart.yaml --strategies random,least_loaded --replications 20 --seed another
  wavetank run my.yaml --set fleet.models.large.replicas=4 --set "strategies.*.max_load_threshold=off"
  wavetank run scenarios/azure-conversation.yaml --trace AzureLLMInferenceTrace_conv.csv.gz
  wavetank run scenarios/*.yaml --format markdown > summary.md
  wavetank run scenarios/diurnal-day.yaml --resume`;

export function configure(command: Command): void {
  command
    .description('Runs every strategy of each scenario on the same traffic and compares them.')
    .argument('<scenario...>', 'scenario files (YAML or JSON)')
    .option('--out <dir>', 'results go to <dir>/<scenario name>/', 'results')
    .addOption(setOption())
    .option('--seed <text>', 'replaces the seed of the scenario')
    .addOption(
      new Option('--replications <n>', 'replaces the number of replications').argParser(wholeNumber(REPLICATION_LIMIT)),
    )
    .addOption(
      new Option('--strategies <names>', 'run only these strategies or policies; comma-separated').argParser(names),
    )
    .addOption(
      new Option('--workers <n>', 'threads; does not change the results')
        .argParser(wholeNumber(WORKER_LIMIT))
        .default(undefined, `${availableParallelism()}, fewer for short runs`),
    )
    .option('--trace <file>', 'recorded traffic instead of made traffic (.gz accepted)')
    .addOption(
      new Option('--trace-format <name>', 'format of the trace; default: detected').choices(Object.keys(formats)),
    )
    .option('--skip-bad-rows', 'skip and count bad rows of a trace instead of refusing them')
    .option('--sort', 'sort rows of a trace by time instead of refusing rows earlier than the previous one')
    .addOption(
      new Option('--time-unit <unit>', 'unit of times in a trace; default: that of its format').choices(TIME_UNITS),
    )
    .addOption(
      new Option('--format <form>', 'output format; json of several scenarios is one array')
        .choices(Object.keys(summaryForms))
        .default('table'),
    )
    .option('--no-charts', 'draw no charts: the report has only tables')
    .option('--png', 'also write each chart as a PNG picture')
    .option('--rows', 'also write every request: requests.parquet, or requests.csv if DuckDB is not installed')
    .addOption(
      new Option('--rows-format <form>', 'format of the rows').choices(['parquet', 'csv']).implies({ rows: true }),
    )
    .option('--require-slo', 'exit with 1 when a strategy misses the SLO of its scenario')
    .option('--resume', 'continue a long run that was interrupted or killed; finished jobs do not run again')
    .addOption(
      new Option('--keep <n>', 'earlier runs of the scenario to keep in earlier/; 0: the last one is replaced')
        .argParser(count)
        .default(10),
    )
    .addOption(modulesOption())
    .option('--verbose', 'print every table, not only verdict and ranking, and progress from the start')
    .option('--quiet', 'print only verdict, ranking and warnings: no progress, no hints')
    .option('--dry-run', 'print what would run, how long and in how much memory; run nothing')
    .addHelpText('after', HELP);
}

export async function action(call: Call, files: readonly string[], options: RunOptions): Promise<number> {
  const read = await prepareRuns(call, files, overrides(call, options), loadOptions(options));
  const rows = options.rows === true ? await rowsForm(options.rowsFormat) : undefined;
  const prepared =
    rows === undefined
      ? read
      : read.map((each) => ({ ...each, plan: keepingRows(each.plan, each.recorded, each.file) }));
  if (options.dryRun === true) {
    for (const { plan, recorded } of prepared) {
      call.stdout.write(dryRunReport(plan, estimateRun(plan, recorded, options.workers)));
    }
    return DONE;
  }
  for (const { plan } of prepared) await checkResultsFolder(pathIn(call, options.out), plan.name);
  const signal = call.interruptSignal();
  const output = new SummaryOutput(call, options.format, prepared.length, options.verbose === true);
  let exitCode = DONE;
  try {
    for (const each of prepared) {
      if (signal.aborted) call.stderr.write(`${each.plan.name}: not started\n`);
      else exitCode = Math.max(exitCode, await runPrepared(call, each, options, rows, signal, output));
    }
  } finally {
    output.close();
  }
  return signal.aborted ? INTERRUPTED : exitCode;
}

/** @returns the exit code, of one that was not interrupted */
async function runPrepared(
  call: Call,
  { file, plan, recorded }: PreparedRun,
  options: RunOptions,
  rows: RowsForm | undefined,
  signal: AbortSignal,
  output: SummaryOutput,
): Promise<number> {
  const out = pathIn(call, options.out);
  const date = new Date().toISOString();
  const startedMs = performance.now();
  const quiet = options.quiet === true;
  const progress = new ProgressDisplay(plan.name, call.stderr, options.verbose === true);
  const files = await JobFiles.open(join(out, plan.name), jobsKey(plan, recorded), {
    resume: options.resume === true,
    onNotice: progress.note,
  });
  if (options.resume === true) progress.note(`${files.count} finished jobs of an earlier run were found`);
  const running = runExperiment(plan, {
    workers: options.workers,
    signal,
    stopwatch: { elapsedMs: () => performance.now() },
    onProgress: quiet ? undefined : progress.show,
    onNotice: progress.note,
    recorded,
    files,
  }).finally(() => {
    progress.stop();
  });
  const experiment = await mistakesIn(file, running);
  const { results, interrupted, lost } = experiment;
  const isWhole = !interrupted && lost.length === 0;
  let exitCode = DONE;
  if (results === undefined) {
    progress.note('interrupted before every strategy had finished a replication; nothing written');
  } else {
    const { summary } = results;
    output.print(summary); // before anything can go wrong with the files
    const provenance = provenanceOf(call, experiment, date, performance.now() - startedMs);
    const earlier = await setAside(join(out, plan.name), summary, options.keep);
    if (earlier !== undefined) progress.note(earlier);
    const folder = await writeResults(out, plan.name, results, provenance);
    const { charts, png = false } = options;
    const command = commandOf(provenance);
    const page = await stillKept(folder, async () => {
      if (rows === undefined) await removeRows(folder);
      else {
        const { endpoints } = designOf(plan);
        call.stderr.write(`rows:    ${await writeRows(folder, rows, results.rows, endpoints)}\n`);
      }
      return withoutOptimising(() => writeReport(folder, results, { charts, png, command, onNotice: progress.note }));
    });
    if (!quiet) call.stderr.write(nextSteps({ file, folder, page, summary, verbose: options.verbose === true }));
    if (options.requireSlo === true) exitCode = requireSlo(call, summary);
  }
  if (isWhole) await files.remove();
  else if (files.count > 0)
    progress.note(`${files.count} finished jobs are kept: the same command with --resume continues the run`);
  return exitCode;
}

/** What follows the summary cannot take it away: where it fails, as on a full disk, what is there is told. */
async function stillKept<Result>(folder: string, write: () => Promise<Result>): Promise<Result> {
  return write().catch((error: unknown) => {
    if (!(error instanceof InputError)) throw error;
    const message =
      'the results are kept: summary.json, series.json, replications.json and provenance.json are complete';
    const advice = `to make the page when there is room: ${quotedCommand(['report', folder])}`;
    throw new InputError([...error.diagnostics, { file: folder, message, advice }]);
  });
}

function overrides({ cwd }: Call, options: RunOptions): Overrides {
  const { set, seed, replications, strategies, trace, traceFormat, skipBadRows, sort, timeUnit } = options;
  return {
    ...(set !== undefined && { set }),
    ...(seed !== undefined && { seed }),
    ...(replications !== undefined && { replications }),
    ...(strategies !== undefined && { strategies }),
    ...(trace !== undefined && { trace: { path: resolve(cwd, trace), ...(traceFormat && { format: traceFormat }) } }),
    ...(skipBadRows !== undefined && { skipBadRows }),
    ...(sort !== undefined && { sort }),
    ...(timeUnit !== undefined && { timeUnit }),
  };
}

/** @returns exit code 1 when a strategy served too few requests in time */
function requireSlo({ stderr }: Call, { scenario, strategies }: Summary): number {
  const { name, slo } = scenario;
  if (slo === undefined) {
    stderr.write(`${name}: --require-slo, but the scenario has no slo\n`);
    return GATE_FAILED;
  }
  let exitCode = DONE;
  for (const strategy of strategies) {
    const attained = strategy.measures.slo_attainment?.value ?? 0;
    if (attained >= slo.attainment) continue;
    const found = `${(100 * attained).toFixed(2)} % of requests within ${slo.response_time_ms} ms`;
    stderr.write(`${name}: ${strategy.name} misses the SLO: ${found}, ${100 * slo.attainment} % required\n`);
    exitCode = GATE_FAILED;
  }
  return exitCode;
}
