import type { RunResults } from '../../results/index.js';
import { assigningStrategies, policyText } from '../assignments.js';
import { formatCount, formatDuration, formatNumber, formatShare } from '../numbers.js';
import { escaped } from './elements.js';
import { inLine, isObject } from './key-values.js';

/** What ran, in a few lines below the verdict: the scenario at the end of the page tells all of it. */
export function setupHtml({ summary, scenario }: RunResults): string {
  const rows: readonly (readonly [term: string, text: string])[] = [
    ['Fleet', fleetText(scenario['fleet'])],
    ['Agents', agentsText(scenario['workload'])],
    ['Assignment', assignmentText(summary)],
    ['Traffic', trafficText(summary, scenario['workload'])],
    ['SLO', sloText(summary)],
  ];
  const terms = rows
    .filter(([, text]) => text !== '')
    .map(([term, text]) => `<dt>${term}</dt><dd>${escaped(text)}</dd>`);
  return `<dl class="setup">${terms.join('')}</dl>\n`;
}

const MOST_MODELS = 6;

/** @example "2 × large (8 slots), 1 × tiny (4 slots)" */
function fleetText(fleet: unknown): string {
  const models = isObject(fleet) && Array.isArray(fleet['models']) ? fleet['models'].filter(isObject) : [];
  const shown = models.slice(0, MOST_MODELS).map(({ id, replicas = 1, max_concurrent: slots }) => {
    const each =
      slots === undefined
        ? ''
        : ` (${inLine(slots)} ${slots === 1 ? 'slot' : 'slots'}${replicas === 1 ? '' : ' each'})`;
    return `${inLine(replicas)} × ${inLine(id)}${each}`;
  });
  return [...shown, ...(models.length > MOST_MODELS ? [`${models.length - MOST_MODELS} more models`] : [])].join(', ');
}

/** @example "45 × coder (code 1), 30 × writer (text 1)" */
function agentsText(workload: unknown): string {
  const agents = isObject(workload) && Array.isArray(workload['agents']) ? workload['agents'].filter(isObject) : [];
  const shown = agents.slice(0, MOST_MODELS).map(({ name, count = 1, needs }) => {
    return `${inLine(count)} × ${inLine(name)}${isObject(needs) ? ` (${inLine(needs)})` : ''}`;
  });
  return [...shown, ...(agents.length > MOST_MODELS ? [`${agents.length - MOST_MODELS} more kinds`] : [])].join(', ');
}

/** Strategies that assign agents, each with its policy and balancer. */
function assignmentText({ strategies }: RunResults['summary']): string {
  const assigning = assigningStrategies(strategies);
  const shown = assigning.slice(0, MOST_MODELS).map((strategy) => `${strategy.name}: ${policyText(strategy)}`);
  return [
    ...shown,
    ...(assigning.length > MOST_MODELS ? [`${assigning.length - MOST_MODELS} more strategies`] : []),
  ].join('; ');
}

function trafficText({ strategies: [first], scenario }: RunResults['summary'], workload: unknown): string {
  const { arrivals, sessions, trace } = isObject(workload) ? workload : {};
  const { replications } = scenario;
  const count = Math.round(first.requests.arrived / replications);
  const requests = `${formatCount(count)} ${count === 1 ? 'request' : 'requests'}`;
  const rate = first.measures.throughput_per_s?.value ?? 0;
  return [
    ...(isObject(arrivals) ? [`${inLine(arrivals)}${sessions === undefined ? '' : ' (sessions)'}`] : []),
    ...(trace === undefined ? [] : ['a recorded trace']),
    replications === 1 ? requests : `${requests} in each of ${replications} replications`,
    ...(rate === 0 ? [] : [`about ${formatNumber(Number(rate.toPrecision(3)))} served per second`]),
  ].join('; ');
}

function sloText({ scenario: { slo } }: RunResults['summary']): string {
  if (slo === undefined) return 'none';
  return `${formatShare(slo.attainment).replace('.0 %', ' %')} of the requests within ${formatDuration(slo.response_time_ms)}`;
}
