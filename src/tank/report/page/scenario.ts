import type { RunResults, Summary } from '../../results/index.js';
import { looksOf } from '../charts/looks.js';
import { policyText } from '../assignments.js';
import type { Section } from '../html.js';
import { formatDuration, formatShare } from '../numbers.js';
import { breakable, escaped, tableFrame } from './elements.js';
import { fleetHtml } from './fleet.js';
import { inLine, isObject, keysHtml, valueHtml } from './key-values.js';
import { swatch } from './swatch.js';

/** What was asked: the scenario as it was written, with what was changed from outside. Old folders may lack any of it. */
export function scenarioSection({ summary, scenario }: RunResults, command: string | undefined): Section {
  const fleet = isObject(scenario['fleet']) ? scenario['fleet'] : {};
  const { models, ...ofFleet } = fleet;
  return {
    title: 'The scenario',
    lead: 'As written, with the changes made on the command line. Keys that are not named have their defaults.',
    html: [
      Array.isArray(models) ? `<h3>Fleet</h3>\n${fleetHtml(models)}` : '',
      keysHtml(ofFleet),
      `<div class="parts">${PARTS.map(([title, key, absent]) => partHtml(title, scenario[key], absent)).join('\n')}
${partHtml('Everything else', othersOf(scenario), '')}</div>`,
      `<h3>Strategies</h3>\n${strategiesHtml(summary, scenario)}`,
      `<h3>The run</h3>\n${keysHtml(runOf(summary, command))}`,
    ].join('\n'),
    tables: [],
  };
}

/** Parts with a heading of their own, and what is said where one is not there. */
const PARTS: readonly (readonly [title: string, key: string, absent: string])[] = [
  ['Traffic', 'workload', ''],
  ['Service time', 'service', ''],
  ['Client', 'client', 'No timeout: clients wait forever.'],
  ['Router, unless a strategy says otherwise', 'router', 'The default of every option; no health monitor.'],
  ['Reports of load, unless a strategy says otherwise', 'telemetry', 'Routers know every change of load immediately.'],
  ['Alerts', 'alerts', ''],
  ['Failures', 'failures', 'None.'],
  ['Events', 'events', 'None.'],
];

function partHtml(title: string, value: unknown, absent: string): string {
  const isEmpty = value === undefined || (Array.isArray(value) && value.length === 0);
  const content = isEmpty ? escaped(absent) : valueHtml(value);
  if (content === '') return '';
  return `<div><h3>${escaped(title)}</h3>\n${content.startsWith('<') ? content : `<p class="more">${content}</p>`}</div>`;
}

/** Keys that are told elsewhere. */
const TOLD = ['schema', 'name', 'question', 'expected', 'seed', 'fleet', 'strategies', 'baseline', 'replications'];

function othersOf(scenario: Readonly<Record<string, unknown>>): unknown {
  const told = new Set([...TOLD, ...PARTS.map(([, key]) => key)]);
  const others = Object.entries(scenario).filter(([key]) => !told.has(key));
  return others.length === 0 ? undefined : Object.fromEntries(others);
}

function strategiesHtml(summary: Summary, scenario: Readonly<Record<string, unknown>>): string {
  const written: readonly unknown[] = Array.isArray(scenario['strategies']) ? scenario['strategies'] : [];
  const looks = new Map(looksOf(summary).map((look) => [look.name, look]));
  const rows = summary.strategies.map((strategy, s) => {
    const { name, max_load_threshold: threshold, module_sha256 } = strategy;
    const look = looks.get(name);
    const cells = [
      policyText(strategy) + (module_sha256 === undefined ? '' : ` (sha256 ${module_sha256.slice(0, 12)})`),
      threshold === 'off' ? 'off' : formatShare(threshold).replace('.0 %', ' %'),
      optionsOf(written[s]) || 'defaults', // both are in the order of the run
    ];
    const known = `${look === undefined ? '' : swatch(look)} ${breakable(name)}${name === summary.scenario.baseline ? ' (baseline)' : ''}`;
    return {
      cells: [
        `<th scope="row">${known}</th>`,
        ...cells.map((cell, c) => `<td${c === 2 ? ' class="wrap"' : ''}>${escaped(cell)}</td>`),
      ],
    };
  });
  const head = ['strategy', 'policy', 'load threshold', 'own options'].map((text) => `<th scope="col">${text}</th>`);
  return tableFrame('Strategies as they were run', { head, rows });
}

const TOLD_OF_STRATEGIES = ['name', 'policy', 'max_load_threshold', 'assign', 'enable_load_balancing', 'assignment'];

/** What a strategy says beside its name, policy, balancer and threshold. */
function optionsOf(written: unknown): string {
  if (!isObject(written)) return '';
  return inLine(Object.fromEntries(Object.entries(written).filter(([key]) => !TOLD_OF_STRATEGIES.includes(key))));
}

function runOf({ scenario, version }: Summary, command: string | undefined): Record<string, unknown> {
  const { seed, replications, warm_up_ms, warm_up, sha256, trace, compare } = scenario;
  return {
    seed,
    replications,
    warm_up: formatDuration(warm_up_ms) + (warm_up === undefined ? '' : ', found by MSER-5'),
    compared: compare,
    trace: trace && `${trace.format}, ${trace.requests} requests, sha256 ${trace.sha256}`,
    wavetank: version,
    sha256_of_the_scenario: sha256,
    to_run_it_again: 'wavetank run scenario.json',
    what_was_typed: command,
  };
}
