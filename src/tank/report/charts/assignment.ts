import type { Summary } from '../../results/index.js';
import {
  type AssignedModel,
  type Assignments,
  assignmentsOf,
  balancerText,
  MOST_MODELS,
  NO_MODEL,
} from '../assignments.js';
import { formatCount, formatShare } from '../numbers.js';
import { looksOf } from './looks.js';
import { CHARACTER, chart, type ChartSpec, type Layout, NAMES_ABOVE, panelAxes, SHOWN } from './theme.js';

/** Of kinds of agents: from dark to light, so that they differ in grey too, and none is the colour of a strategy. */
const KIND_COLOURS = ['#2b2d5c', '#3f6f9f', '#5fb0a0', '#b2d58f', '#efe3a1', '#d0d0d0'];
/** The lighter ones have dark text on them. */
const DARK_COLOURS = 2;

/** Slots that are more than so many times the agents of any model have no room: the number beside the bar tells of them. */
const MOST_FREE = 2.5;

/** Room beside the longest bar for its number, as a share of the axis. */
const BESIDE = 0.3;

/**
 * How many agents of each kind each strategy assigns to each model, a panel a strategy in the order of the scenario, with the
 * utilization that the balancer reckons. Undefined where no strategy assigns any.
 */
export function assignmentChart(summary: Summary, layout: Layout = 'wide'): ChartSpec | undefined {
  const assignments = assignmentsOf(summary.strategies);
  if (assignments === undefined) return undefined;
  const { models, hiddenCount, kinds, strategies } = assignments;
  const names = strategies.map(({ strategy }) => strategy.name);
  const slots = slotsOf(assignments);
  const most = Math.max(...strategies.flatMap((each) => each.models.map(({ agents }) => agents)));
  const end = Math.max(most, ...slots.values());
  const isWide = layout === 'wide';
  const labels = isWide ? Math.min(LONGEST_LABEL, CHARACTER * longestOf(models)) : 0;
  const columns = !isWide || names.length === 1 ? 1 : 2;
  const width = !isWide ? 300 : Math.floor((640 - labels) / columns) - 12;
  const values = strategies.flatMap(({ strategy, models: assigned }) =>
    assigned.flatMap((model) =>
      segments(model, slots.get(model.id) ?? 0, (width * (1 - BESIDE)) / end).map((segment) => ({
        strategy: strategy.name,
        ...segment,
      })),
    ),
  );
  const headings = strategies.map(({ strategy: { name, assignment } }) => [
    name,
    balancerText(assignment).replace(' assignment', ''),
  ]);
  const down = isWide ? 0 : 7;
  const y = {
    field: 'model',
    type: 'nominal',
    scale: { domain: models },
    axis: { title: null, ticks: false, domain: false, ...(isWide ? { labelLimit: LONGEST_LABEL } : NAMES_ABOVE) },
  };
  const x = {
    type: 'quantitative',
    scale: { domain: [0, end / (1 - BESIDE)], nice: false },
    axis: { title: 'agents', tickMinStep: 1, tickCount: 4, format: 'd' },
  };
  const isKind = kinds.map((kind) => ({ kind, isDark: kinds.indexOf(kind) < DARK_COLOURS }));
  const dark = JSON.stringify(isKind.filter(({ isDark }) => isDark).map(({ kind }) => kind));
  return chart(
    `Agents by model: ${summary.scenario.name}`,
    [
      'How each strategy assigns the agents at first. Beside each bar: utilization as the balancer reckons it, agents / max_concurrent, which the black mark stands for.',
      ...(hiddenCount > 0 ? [`Of the models, the ${MOST_MODELS} with the most agents.`] : []),
    ].join(' '),
    {
      data: { values },
      transform: [SHOWN],
      facet: {
        field: 'strategy',
        type: 'nominal',
        sort: names,
        title: null,
        header: {
          labelExpr: `[datum.value, ${JSON.stringify(Object.fromEntries(headings))}[datum.value]]`,
          labelLimit: width + 12,
        },
      },
      columns,
      resolve: panelAxes(layout, names.length, columns),
      spacing: { row: 14, column: 18 },
      spec: {
        width,
        height: { step: isWide ? 22 : 36 },
        layer: [
          {
            mark: { type: 'bar', yOffset: down, height: 15, stroke: '#ffffff', strokeWidth: 1 },
            encoding: {
              y,
              x: { ...x, field: 'from' },
              x2: { field: 'to' },
              color: {
                field: 'kind',
                type: 'nominal',
                scale: { domain: kinds, range: KIND_COLOURS.slice(0, kinds.length) },
                legend: {
                  title: null,
                  orient: 'bottom',
                  columns: legendColumns(kinds, width * columns + labels),
                  symbolType: 'square',
                },
              },
              tooltip: [
                { field: 'strategy', title: 'strategy' },
                { field: 'model', title: 'model' },
                { field: 'kind', title: 'kind' },
                { field: 'agents', title: 'agents' },
                { field: 'reckoned', title: 'utilization as reckoned' },
              ],
            },
          },
          ...[true, false].map((isDark) => ({
            transform: [{ filter: `(indexof(${dark}, datum.kind) >= 0) == ${isDark}` }],
            mark: { type: 'text', yOffset: down, align: 'center', color: isDark ? '#fefefe' : '#212121' },
            encoding: { y, x: { ...x, field: 'middle' }, text: { field: 'inside', type: 'nominal' } },
          })),
          ...SLOTS.map((look) => ({
            transform: [{ filter: 'datum.isLast && datum.slots > 0' }],
            mark: { type: 'tick', yOffset: down, orient: 'vertical', ...look },
            encoding: { y, x: { ...x, field: 'slots' } },
          })),
          ...[true, false].map((isOverfull) => ({
            transform: [{ filter: `datum.isLast && datum.isOverfull == ${isOverfull}` }],
            mark: { type: 'text', yOffset: down, align: 'left', dx: 5, fontWeight: isOverfull ? 'bold' : 'normal' },
            encoding: { y, x: { ...x, field: 'beside' }, text: { field: 'reckoned', type: 'nominal' } },
          })),
        ],
      },
    },
    { layout, looks: looksOf(summary) },
  );
}

/** A mark that is seen on every bar: dark, with a light edge. */
const SLOTS = [
  { thickness: 5, size: 20, color: '#ffffff' },
  { thickness: 2, size: 20, color: '#222222' },
];

/** Width of the names of models, at most. */
const LONGEST_LABEL = 170;

function longestOf(names: readonly string[]): number {
  return Math.max(...names.map(({ length }) => length));
}

/** Columns of a legend that have room. */
function legendColumns(kinds: readonly string[], width: number): number {
  return Math.max(1, Math.min(4, Math.floor(width / (CHARACTER * longestOf(kinds) + 40))));
}

/** The bar of a model in pieces, a kind each; of a model without agents one without length. */
function segments({ id, agents, kinds, model }: AssignedModel, slots: number, pixelsPerAgent: number) {
  const utilization = model?.utilization;
  const some = kinds.filter((kind) => kind.agents > 0);
  const pieces = some.length > 0 ? some : kinds.slice(0, 1);
  let from = 0;
  return pieces.map(({ kind, agents: own }, piece) => {
    const to = from + own;
    const count = formatCount(own);
    const room = CHARACTER * count.length + 4;
    const middle = (from + to) / 2;
    const isFree = own * pixelsPerAgent > room && Math.abs(middle - slots) * pixelsPerAgent > room / 2;
    const segment = {
      model: id,
      kind,
      agents: own,
      from,
      to,
      middle,
      inside: own > 0 && isFree ? count : '',
      isLast: piece === pieces.length - 1,
      slots,
      beside: Math.max(agents, slots),
      reckoned:
        utilization === undefined ? `${formatCount(agents)} without` : formatShare(utilization).replace('.0 %', ' %'),
      isOverfull: id === NO_MODEL || (utilization ?? 0) > 1,
    };
    from = to;
    return segment;
  });
}

/** By model its max_concurrent, over its endpoints, where some strategy gives it agents and it is not far more than those. */
function slotsOf({ models, strategies }: Assignments): ReadonlyMap<string, number> {
  const assigned = strategies.flatMap((each) => each.models);
  const most = Math.max(...assigned.map(({ agents }) => agents));
  return new Map(
    models.flatMap((id) => {
      const found = assigned.find((each) => each.id === id && each.agents > 0 && (each.model?.utilization ?? 0) > 0);
      if (found?.model === undefined) return [];
      const slots = Number((found.model.agents / found.model.utilization).toPrecision(6));
      return slots <= MOST_FREE * most ? [[id, slots] as const] : [];
    }),
  );
}
