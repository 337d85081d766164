import { type ChartSpec, type Look, longest } from '../charts/theme.js';
import { strategyChannels, type Theme } from './themes.js';

/** Width of the line before a name, and room around it. */
const SYMBOL = 26;
const ROOM = 38;
const ROW = 15;
const CHARACTER = 6.6;

/**
 * A legend as a view of its own, to stand below a chart: each strategy with its line and mark, as they are drawn, in columns
 * that have room beside each other; those in the background are one entry.
 * @param width of the figure, in pixels
 */
export function legendView(
  looks: readonly Look[],
  theme: Theme,
  { width, hasLines, hasMarks }: { readonly width: number; readonly hasLines: boolean; readonly hasMarks: boolean },
): ChartSpec {
  const muted = looks.filter(({ isMuted }) => isMuted);
  const shown = [...looks.filter(({ isMuted }) => !isMuted), ...muted.slice(0, 1)];
  const labelOf = (look: Look) => (look.isMuted && muted.length > 1 ? `${muted.length} others` : look.name);
  const each = CHARACTER * longest(shown.map((look) => ({ ...look, name: labelOf(look) }))) + ROOM;
  const columns = Math.max(1, Math.min(shown.length, Math.floor((width - MARGIN) / each)));
  const rows = Math.ceil(shown.length / columns);
  const values = shown.map((look, i) => ({
    strategy: look.name,
    label: labelOf(look),
    isMuted: look.isMuted,
    x: each * (i % columns) - SHIFT,
    y: ROW * Math.floor(i / columns),
  }));
  const { color, shape, strokeDash, strokeWidth } = strategyChannels(looks, theme);
  const at = (field: string, length: number, offset = 0) => ({
    field,
    type: 'quantitative',
    scale: { domain: [-offset, length - offset], nice: false, zero: false },
    axis: null,
  });
  const length = each * columns - SHIFT;
  const y = { ...at('y', ROW * rows, ROW / 2), sort: 'descending' };
  return {
    data: { values },
    width: length,
    height: ROW * rows,
    view: { stroke: null },
    layer: [
      ...(hasLines
        ? [
            {
              transform: [{ calculate: `datum.x + ${SYMBOL}`, as: 'end' }],
              mark: { type: 'rule' },
              encoding: { x: at('x', length), x2: { field: 'end' }, y, color, strokeDash, strokeWidth },
            },
          ]
        : []),
      ...(hasMarks
        ? [
            {
              transform: [
                ...(hasLines ? [{ filter: '!datum.isMuted' }] : []), // lines in the background have no marks
                { calculate: `datum.x + ${SYMBOL / 2}`, as: 'middle' },
              ],
              mark: { type: 'point', filled: true, opacity: 1, size: MARK },
              encoding: { x: at('middle', length), y, color, shape },
            },
          ]
        : []),
      {
        transform: [{ calculate: `datum.x + ${SYMBOL + 5}`, as: 'text' }],
        mark: { type: 'text', align: 'left', baseline: 'middle' },
        encoding: { x: at('text', length), y, text: { field: 'label', type: 'nominal' } },
      },
    ],
  };
}

/** A legend begins below the labels of the axis before the chart, so far before its panel, and so far from the edge. */
const SHIFT = 36;
const MARGIN = 20;

/** Area of a mark on a line, in square pixels. */
export const MARK = 36;
