import { availableParallelism } from 'node:os';
import { type Command, Option } from 'commander';
import { planPrecision, type PrecisionPlan } from '../tank/verdicts/index.js';
import { runExperiment } from '../tank/runs/index.js';
import {
  formatDuration,
  formatNumber,
  formatRelative,
  formatShare,
  REASONS,
  terminalTable,
} from '../tank/report/index.js';
import { share } from './arguments.js';
import { DONE } from './exit.js';
import type { Call } from './io.js';
import { loadOptions, type ModulesOption, modulesOption } from './modules-option.js';
import { mistakesIn, prepareRuns } from './prepare.js';
import { ProgressDisplay } from './progress.js';
import { type SetOption, setOption } from './set-option.js';

interface PlanOptions extends ModulesOption, SetOption {
  readonly relative: number;
  readonly format: 'table' | 'json';
}

/** Replications of the pilot. */
const PILOT = 10;

const HELP = `
Example:
  wavetank plan scenarios/quickstart.yaml --relative 5%`;

export function configure(command: Command): void {
  command
    .description(
      `Runs ${PILOT} replications of a scenario and estimates how many replications a precision needs, and how long they take.`,
    )
    .argument('<scenario>', 'scenario file (YAML or JSON)')
    .addOption(
      new Option('--relative <share>', 'half-width of the 95 % interval / value').argParser(share).default(0.05, '5%'),
    )
    .addOption(new Option('--format <form>', 'output format').choices(['table', 'json']).default('table'))
    .addOption(setOption())
    .addOption(modulesOption())
    .addHelpText('after', HELP);
}

export async function action(
  call: Call,
  file: string,
  { relative, format, set, ...options }: PlanOptions,
): Promise<number> {
  const overrides = { replications: PILOT, ...(set !== undefined && { set }) };
  const [{ plan: asked, recorded }] = await prepareRuns(call, [file], overrides, loadOptions(options));
  const pilot = { ...asked, precision: undefined, select: undefined };
  const progress = new ProgressDisplay(asked.name, call.stderr);
  const stopwatch = { elapsedMs: () => performance.now() };
  const running = runExperiment(pilot, { recorded, stopwatch, onProgress: progress.show }).finally(() => {
    progress.stop();
  });
  const { results, jobs } = await mistakesIn(file, running);
  if (results === undefined) throw new Error(`${asked.name} gave no results`);
  const { summary } = results;
  const requests = summary.strategies[0].requests.arrived / summary.scenario.replications;
  const planned = planPrecision(pilot, summary, jobs, Math.round(requests), relative);
  const form = format === 'json' ? jsonOf : tableOf;
  call.stdout.write(form(asked.name, relative, planned));
  return DONE;
}

function tableOf(name: string, relative: number, planned: PrecisionPlan): string {
  const { pilot, requestsPerReplication, needs, replications, replicationMs } = planned;
  const rows = needs.map(({ strategy, measure, of, found, replications: count, requests }) => [
    strategy,
    of === 'value' ? measure : `difference in ${measure}`,
    told(found, of === 'value' ? formatNumber : formatRelative),
    told(count, formatNumber),
    told(requests, formatNumber),
  ]);
  const head = [
    'strategy',
    `within ±${formatShare(relative)}`,
    'pilot',
    'replications',
    `or requests in each of ${pilot}`,
  ];
  const cores = availableParallelism();
  const time = formatDuration((replications * replicationMs) / cores);
  const reasons = [...new Set(needs.flatMap(({ reason }) => reason ?? []))];
  const impossible = reasons.map((reason) => {
    const of = new Set(needs.filter((each) => each.reason === reason).map(({ strategy }) => strategy));
    return `${[...of].join(', ')}: ${REASONS[reason]}.`;
  });
  const missing = 'Some estimates have no value or are 0: no number of replications reaches this precision.';
  const verdict = Number.isFinite(replications)
    ? `For all estimates: replications: ${replications} of ${formatNumber(requestsPerReplication)} requests, about ${time} on ${cores} cores.`
    : impossible.join('\n') || missing;
  const isShort = needs.some(
    ({ replications: count, requests }) => Number.isFinite(count) && !Number.isFinite(requests),
  );
  const short = isShort
    ? `\nNo number of requests is given: the pilot's replications are too short to show how much longer ones vary.`
    : '';
  return `${name}\n${terminalTable({ head, rows })}\n${verdict}${short}\nThe pilot's intervals are themselves estimates: use a third more, or set precision: { relative: ${relative} }.\n`;
}

function told(value: number, format: (value: number) => string): string {
  return Number.isFinite(value) ? format(value) : '–';
}

function jsonOf(scenario: string, relative: number, planned: PrecisionPlan): string {
  const { pilot, requestsPerReplication, needs, replications, replicationMs } = planned;
  const document = {
    schema: 'wavetank.precision_plan/1',
    scenario,
    relative_half_width: relative,
    pilot_replications: pilot,
    requests_per_replication: requestsPerReplication,
    replications,
    seconds_on_one_core: (replications * replicationMs) / 1000,
    needs,
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}
