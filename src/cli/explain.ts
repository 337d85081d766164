import { type Command, Option } from 'commander';
import { InputError, LimitError } from '../core/index.js';
import type { EndpointExplanation } from '../router/index.js';
import { type ExplainedDecision, type ExplainedRequest, explainRequest } from '../tank/runs/index.js';
import { formatDuration, formatNumber, formatShare, terminalTable } from '../tank/report/index.js';
import type { Plan } from '../tank/plan/index.js';
import { suggestOneOf } from '../core/input/index.js';
import { withPolicies } from '../tank/modules/index.js';
import { count } from './arguments.js';
import { DONE } from './exit.js';
import type { Call } from './io.js';
import { loadOptions, type ModulesOption, modulesOption } from './modules-option.js';
import { mistakesIn, prepareRuns } from './prepare.js';
import { type SetOption, setOption } from './set-option.js';

interface ExplainOptions extends ModulesOption, SetOption {
  readonly request: number;
  readonly strategy?: string;
  readonly replication: number;
  readonly format: 'table' | 'json';
}

const HELP = `
Examples:
  wavetank explain scenarios/quickstart.yaml --request 1000
  wavetank explain scenarios/quickstart.yaml --request 1000 --strategy least_loaded --format json`;

export function configure(command: Command): void {
  command
    .description(
      'Runs a scenario up to one request and shows every decision on it: each endpoint as the router saw it.',
    )
    .argument('<scenario>', 'scenario file (YAML or JSON)')
    .requiredOption('--request <n>', 'request in order of arrival, from 0', count)
    .option('--strategy <name>', 'strategy of the scenario (default: its first)')
    .option('--replication <n>', 'replication, from 0', count, 0)
    .addOption(new Option('--format <form>', 'output format').choices(['table', 'json']).default('table'))
    .addOption(setOption())
    .addOption(modulesOption())
    .addHelpText('after', HELP);
}

export async function action(
  call: Call,
  file: string,
  { request, strategy, replication, format, set, ...options }: ExplainOptions,
): Promise<number> {
  const [{ plan, recorded }] = await prepareRuns(call, [file], set === undefined ? {} : { set }, loadOptions(options));
  const index = strategyIndex(plan, strategy);
  if (replication >= plan.replications) {
    throw mistake(`--replication ${replication}: the scenario has ${plan.replications}`, 'replications count from 0');
  }
  const ready = await mistakesIn(file, withPolicies(plan));
  let explained;
  try {
    explained = explainRequest(ready, { strategy: index, replication, request }, recorded?.trace);
  } catch (error) {
    if (error instanceof InputError) return await mistakesIn(file, Promise.reject(error));
    if (error instanceof LimitError) throw new InputError([{ file, message: error.message }]);
    if (!(error instanceof RangeError)) throw error;
    throw mistake(`--request ${request}: ${error.message}`, 'give the number of a request, from 0');
  }
  const { name } = plan.strategies[index];
  if (format === 'json') {
    const schema = 'wavetank.explanation/3';
    const decisions = explained.decisions.map(snakeCase);
    const document = {
      schema,
      scenario: plan.name,
      strategy: name,
      replication,
      ...explained.row,
      ...explained.agent,
      decisions,
    };
    call.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
    return DONE;
  }
  const lines = [`${plan.name}, ${name}, replication ${replication}, request ${request}`, ...rowLines(explained)];
  for (const decision of explained.decisions) lines.push('', ...decisionLines(decision));
  call.stdout.write(`${lines.join('\n')}\n`);
  return DONE;
}

/** What the request was, and what became of it. */
function rowLines({ row, agent }: ExplainedRequest): string[] {
  const { session, prompt_tokens, output_tokens, endpoint, attempts, response_time_ms, waiting_time_ms, status } = row;
  const known = [
    ...(agent === undefined ? [] : [agentText(agent)]),
    ...(row.class === null ? [] : [`class ${row.class}`]),
    ...(session === null ? [] : [`session ${session}`]),
    ...(prompt_tokens === null ? [] : [`${formatNumber(prompt_tokens)} prompt tokens`]),
    ...(output_tokens === null ? [] : [`${formatNumber(output_tokens)} output tokens`]),
    `${formatDuration(row.demand_ms)} of service at speed 1`,
  ];
  const times =
    response_time_ms === null || waiting_time_ms === null
      ? ''
      : ` after ${formatDuration(response_time_ms)}, of which it waited ${formatDuration(waiting_time_ms)}`;
  const place = endpoint === null ? '' : ` at ${endpoint}`;
  return [
    `It arrived at ${formatDuration(row.arrival_ms)}: ${known.join(', ')}.`,
    `It ended ${status.replaceAll('_', ' ')}${place}${times}; ${attempts} attempt${attempts === 1 ? '' : 's'}.`,
  ];
}

function agentText({ agent, assigned_model: model }: NonNullable<ExplainedRequest['agent']>): string {
  if (model === undefined) return `agent ${agent}`;
  return model === null ? `agent ${agent}, assigned to no model` : `agent ${agent}, assigned to ${model}`;
}

function decisionLines({ timeMs, endpoint, reason, explanation }: ExplainedDecision): string[] {
  const { goesBy, wishes, endpoints } = explanation;
  return [
    `At ${formatDuration(timeMs)}: ${endpoint ?? 'none'} (${reason})`,
    endpoints.every(({ score }) => Number.isNaN(score))
      ? `The ${explanation.strategy} policy chooses among the candidates; it has no scores.`
      : `Among the candidates the ${explanation.strategy} policy takes ${GOES_BY[goesBy]}.`,
    ...wishes.map(({ layer, wish }) => `Before the policy, ${layer} asks for ${wish}.`),
    terminalTable({
      head: ['endpoint', 'score', 'in flight', 'occupancy', 'hit rate', 'quota used', 'health', 'candidate'],
      rows: endpoints.map((each) => endpointRow(each, each.id === endpoint)),
    }),
  ];
}

const GOES_BY = {
  smallest: 'the smallest score',
  largest: 'the largest score',
  'in proportion': 'one at random in proportion to the scores',
  'smallest drawn': 'the smallest score of a few drawn at random',
};

function endpointRow(each: EndpointExplanation, isChosen: boolean): string[] {
  return [
    isChosen ? `→ ${each.id}` : `  ${each.id}`,
    Number.isNaN(each.score) ? '–' : formatNumber(each.score),
    String(each.load),
    formatShare(each.occupancy),
    formatShare(each.hitRate),
    formatShare(each.quotaUsed),
    each.health,
    each.excluded ?? 'yes',
  ];
}

function snakeCase({ timeMs, endpoint, reason, explanation }: ExplainedDecision) {
  const { strategy, goesBy, wishes, endpoints } = explanation;
  return {
    time_ms: timeMs,
    endpoint,
    reason,
    policy: strategy,
    goes_by: goesBy,
    wishes,
    endpoints: endpoints.map(({ isCandidate, hitRate, quotaUsed, ...each }) => ({
      ...each,
      is_candidate: isCandidate,
      hit_rate: hitRate,
      quota_used: quotaUsed,
    })),
  };
}

function strategyIndex({ strategies }: Plan, name: string | undefined): number {
  if (name === undefined) return 0;
  const index = strategies.findIndex((strategy) => strategy.name === name);
  if (index >= 0) return index;
  const names = strategies.map((strategy) => strategy.name);
  throw mistake(`--strategy: unknown strategy "${name}"`, suggestOneOf(names, name));
}

function mistake(message: string, advice: string): InputError {
  return new InputError([{ message, advice }]);
}
