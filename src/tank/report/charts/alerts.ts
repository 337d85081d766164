import type { Series, StrategySeries, Summary } from '../../results/index.js';
import { formatDuration } from '../numbers.js';
import { looksOf } from './looks.js';
import { CHARACTER, chart, type ChartSpec, type Layout, NAMES_ABOVE, panelAxes, SHOWN } from './theme.js';

/** Alerts of a strategy that are kept; its later ones are not known. */
const MOST_ALERTS = 1000;

/** Rows of all panels together: of more, the models of a rule have one, and then the rules of a strategy. */
const MOST_ROWS = 30;

/** Alerts of a row that lie closer to each other are one bar: a picture is no finer. */
const LEAST_GAP = 1 / 400;

/** From the lighter to the darker, which are told apart in grey too. */
const SEVERITIES: Readonly<Record<string, string>> = { info: '#8fbfdc', warning: '#d9822b', critical: '#8a1538' };
const OTHER = '#949494';

/** Width of the names of rows, at most. */
const LONGEST_LABEL = 280;

/** Longer runs have their time in minutes. */
const MOST_SECONDS = 180_000;

/**
 * When alerts were raised in replication 0, a panel a strategy, with a row for each rule and model as long as that is
 * readable. Undefined where there are no rules, and where nothing was raised.
 */
export function alertsChart(summary: Summary, series: Series, layout: Layout = 'wide'): ChartSpec | undefined {
  const raised = series.strategies.filter(({ alerts = [] }) => alerts.length > 0);
  if (raised.length === 0) return undefined;
  const severityOf = new Map((summary.strategies[0].alerts ?? []).map(({ rule, severity }) => [rule, severity]));
  const rowOf = rowsOf(raised, [...severityOf.keys()]);
  const end = Math.max(...raised.map(endOf));
  const unit = end <= MOST_SECONDS ? { name: 'seconds', ms: 1000 } : { name: 'minutes', ms: 60_000 };
  const values = raised.flatMap((strategy) =>
    barsOf(strategy, rowOf.name, severityOf, end).map(({ row, severity, raisedMs, clearedMs, isOpen, count }) => ({
      strategy: strategy.name,
      row,
      severity,
      from: inUnit(raisedMs, unit.ms),
      to: inUnit(clearedMs, unit.ms),
      isOpen,
      raised: formatDuration(inUnit(raisedMs, 1)),
      cleared: isOpen ? 'not before the end' : formatDuration(inUnit(clearedMs, 1)),
      alerts: count,
    })),
  );
  const severities = [...Object.keys(SEVERITIES), ...severityOf.values()].filter(
    (severity, i, all) => all.indexOf(severity) === i && values.some((value) => value.severity === severity),
  );
  const names = summary.strategies.map(({ name }) => name).filter((name) => raised.some((each) => each.name === name));
  const isWide = layout === 'wide';
  const labels = isWide ? Math.min(LONGEST_LABEL, CHARACTER * Math.max(...values.map(({ row }) => row.length))) : 0;
  const x = {
    type: 'quantitative',
    scale: { domain: [0, inUnit(end, unit.ms)], nice: false },
    axis: { title: `${unit.name} from the start`, tickCount: isWide ? 6 : 4, labelBound: 1 },
  };
  const y = {
    field: 'row',
    type: 'nominal',
    sort: rowOf.order,
    axis: { title: null, ticks: false, ...(isWide ? { labelLimit: LONGEST_LABEL, grid: true } : NAMES_ABOVE) },
  };
  const color = {
    field: 'severity',
    type: 'nominal',
    scale: { domain: severities, range: severities.map((severity) => SEVERITIES[severity] ?? OTHER) },
    legend: { title: null, orient: 'bottom', columns: 3, symbolType: 'square' },
  };
  return chart(
    `Alerts, ${unit.name} from the start: ${summary.scenario.name}`,
    subtitleOf(summary, series, rowOf.what),
    {
      data: { values },
      transform: [SHOWN],
      facet: { field: 'strategy', type: 'nominal', sort: names, title: null },
      columns: 1,
      resolve: { scale: { y: 'independent' }, ...panelAxes(layout) },
      spacing: { row: 10 },
      spec: {
        width: isWide ? Math.floor(630 - labels) : 300,
        height: { step: isWide ? 20 : 34 },
        // one layer: rows of panels differ, which Vega-Lite counts in a single one alone
        mark: { type: 'bar', height: 12, strokeWidth: 1.2, clip: true, yOffset: isWide ? 0 : 7 },
        encoding: {
          y,
          x: { ...x, field: 'from' },
          x2: { field: 'to' },
          color,
          stroke: color,
          fillOpacity: { condition: { test: 'datum.isOpen', value: 0.3 }, value: 1 },
          tooltip: [
            { field: 'strategy', title: 'strategy' },
            { field: 'row', title: 'of' },
            { field: 'severity', title: 'severity' },
            { field: 'raised', title: 'raised after' },
            { field: 'cleared', title: 'cleared after' },
            { field: 'alerts', title: 'alerts' },
          ],
        },
      },
    },
    { layout, looks: looksOf(summary) },
  );
}

/** That nothing is to be seen, where there are rules: in a sentence. */
export function noAlerts({ strategies }: Summary, series: Series): readonly string[] {
  if (series.strategies.every(({ alerts }) => alerts === undefined)) return [];
  if (series.strategies.some(({ alerts = [] }) => alerts.length > 0)) return [];
  return strategies.every(({ alerts = [] }) => alerts.every(({ raised }) => raised === 0))
    ? ['No alert was raised, under any strategy.']
    : ['In the first replication no alert was raised; the table tells of all replications.'];
}

function subtitleOf({ strategies }: Summary, series: Series, what: string): string {
  const counts = new Map(series.strategies.map(({ name, alerts = [] }) => [name, alerts.length]));
  const quiet = strategies.map(({ name }) => name).filter((name) => counts.get(name) === 0);
  const isCut = [...counts.values()].some((count) => count >= MOST_ALERTS);
  return [
    `First replication, from raised to cleared; ${what}. A pale bar was not cleared before the end.`,
    ...(quiet.length === 0 ? [] : [`None under ${quiet.slice(0, MOST_NAMES).join(', ')}${moreOf(quiet)}.`]),
    ...(isCut ? [`The first ${MOST_ALERTS.toLocaleString('en-US')} alerts of a strategy.`] : []),
  ].join(' ');
}

const MOST_NAMES = 6;

function moreOf(names: readonly string[]): string {
  return names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : '';
}

type Alert = NonNullable<StrategySeries['alerts']>[number];

interface Rows {
  readonly name: (alert: Alert) => string;
  readonly order: readonly string[];
  /** What a row is, in words. */
  readonly what: string;
}

/** The finest rows that there is room for. */
function rowsOf(raised: readonly StrategySeries[], rules: readonly string[]): Rows {
  const ways: readonly Omit<Rows, 'order'>[] = [
    { name: ({ rule, model }) => `${rule}: ${model}`, what: 'a row for each rule and model' },
    { name: ({ rule }) => rule, what: 'a row for each rule, its models together' },
    { name: () => 'all rules', what: 'all rules and models of a strategy together' },
  ];
  const found = ways.map(({ name, what }) => {
    const rows = raised.map(({ alerts = [] }) => new Set(alerts.map(name)));
    const ordered = raised
      .flatMap(({ alerts = [] }) => alerts)
      .sort((a, b) => rules.indexOf(a.rule) - rules.indexOf(b.rule) || compareText(a.model, b.model));
    return {
      name,
      what,
      order: [...new Set(ordered.map(name))],
      count: rows.reduce((sum, { size }) => sum + size, 0),
    };
  });
  return found.find(({ count }) => count <= MOST_ROWS) ?? found[found.length - 1];
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

interface Bar {
  readonly row: string;
  readonly severity: string;
  readonly raisedMs: number;
  readonly clearedMs: number;
  readonly isOpen: boolean;
  readonly count: number;
}

/** The alerts of a strategy as bars, in order; those of a row that nobody could tell apart are one. */
function barsOf(
  strategy: StrategySeries,
  rowOf: Rows['name'],
  severityOf: ReadonlyMap<string, string>,
  wholeMs: number,
): readonly Bar[] {
  const bars = new Map<string, Bar[]>();
  for (const alert of strategy.alerts ?? []) {
    const [row, severity] = [rowOf(alert), severityOf.get(alert.rule) ?? 'warning'];
    const key = JSON.stringify([row, severity]);
    const own = bars.get(key) ?? [];
    bars.set(key, own);
    const clearedMs = alert.cleared_ms ?? endOf(strategy);
    const last = own.at(-1);
    const isOpen = alert.cleared_ms === undefined;
    if (last !== undefined && alert.raised_ms - last.clearedMs < LEAST_GAP * wholeMs) {
      own[own.length - 1] = {
        ...last,
        clearedMs: Math.max(last.clearedMs, clearedMs),
        isOpen: last.isOpen || isOpen,
        count: last.count + 1,
      };
    } else own.push({ row, severity, raisedMs: alert.raised_ms, clearedMs, isOpen, count: 1 });
  }
  return [...bars.values()].flat();
}

function endOf({ alerts = [], ran_ms = 0 }: StrategySeries): number {
  return Math.max(ran_ms, ...alerts.map(({ raised_ms, cleared_ms }) => cleared_ms ?? raised_ms));
}

function inUnit(ms: number, unit: number): number {
  return Number((ms / unit).toPrecision(5));
}
