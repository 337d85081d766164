import { looksOf } from '../charts/looks.js';
import { colourOf } from '../charts/theme.js';
import type { Summary } from '../../results/index.js';
import { formatDuration, formatShare } from '../numbers.js';
import { plainValue, type Ranked, rankedBy, rankedStrategies } from '../ranking.js';
import { type RankingColumn, rankingColumns, SAYS_NOTHING } from '../ranking-table.js';
import { isNumeric } from '../report-table.js';
import { measureInWords } from '../verdict.js';
import { breakable, escaped, tableFrame } from './elements.js';
import { swatch } from './swatch.js';

interface HtmlColumn {
  readonly head: string;
  /** HTML. */
  readonly cells: readonly string[];
  readonly isNumeric: boolean;
  readonly isBar?: boolean;
}

/** The strategies, best first, as a table: with colour and mark, a bar for the compared measure, and whether the SLO is met. */
export function rankingHtml(summary: Summary): string {
  const ranked = rankedStrategies(summary);
  const looks = looksOf(summary);
  const all = inPageOrder(rankingColumns(summary, true), ranked, summary);
  const head = all.map((column) => `<th${classOf(column)} scope="col">${breakable(column.head)}</th>`);
  const rows = ranked.map(({ strategy: { name } }, row) => ({
    attributes: ` data-strategy="${escaped(name)}"`,
    cells: [
      `<th scope="row">${swatch(looks[row])} ${breakable(name)}</th>`,
      ...all.map((column) => `<td${classOf(column)}>${column.cells[row]}</td>`),
    ],
  }));
  const isAnyCut = rows.some(({ cells }) => cells.some((cell) => cell.includes(CUT)));
  const caption = `Strategies by ${measureInWords(rankedBy(summary))}, the best first; times in ms, intervals 95 %${isAnyCut ? '; an arrow marks a bar that is cut off' : ''}`;
  return `<div class="ranking">${tableFrame(caption, { head: ['<th scope="col">strategy</th>', ...head], rows })}</div>`;
}

function classOf({ isNumeric: isOfNumbers, isBar = false }: HtmlColumn): string {
  return isBar ? ' class="bar"' : isOfNumbers ? ' class="n"' : '';
}

/** Bar, value and verdict stand first: on a narrow screen the right end is out of sight, and the bar is left out. What says nothing is left out. */
function inPageOrder(columns: readonly RankingColumn[], ranked: readonly Ranked[], summary: Summary): HtmlColumn[] {
  const [, ...shown] = columns.filter(({ leftOut }) => leftOut < SAYS_NOTHING);
  const of = (role: RankingColumn['role']) => shown.filter((column) => column.role === role).map(htmlColumn);
  return [
    barColumn(ranked, summary),
    ...of('compared'),
    ...of('verdict'),
    ...sloColumn(ranked, summary),
    ...of(undefined),
  ];
}

function htmlColumn({ head, cells }: RankingColumn): HtmlColumn {
  return { head, cells: cells.map(verdictHtml), isNumeric: isNumeric({ rows: cells.map((cell) => ['', cell]) }, 1) };
}

/** Verdicts have a mark, a word and a colour. */
function verdictHtml(cell: string): string {
  const name = cell.startsWith('✓') ? 'good' : cell.startsWith('✗') ? 'bad' : undefined;
  return name === undefined ? escaped(cell) : `<span class="${name}">${escaped(cell)}</span>`;
}

function sloColumn(ranked: readonly Ranked[], { scenario: { slo } }: Summary): readonly HtmlColumn[] {
  if (slo === undefined) return [];
  const cell = ({ meetsSlo, strategy: { measures } }: Ranked) => {
    const [mark, word, name] = meetsSlo === true ? ['✓', 'met', 'good'] : ['✗', 'missed', 'bad'];
    const share = measures.slo_attainment === undefined ? '' : ` ${formatShare(measures.slo_attainment.value)}`;
    return `<span class="${name}"><span aria-hidden="true">${mark}</span><span class="sr">${word}:</span></span>${share}`;
  };
  const head = `SLO: ${formatShare(slo.attainment).replace('.0 %', ' %')} in ${formatDuration(slo.response_time_ms)}`;
  return [{ head, cells: ranked.map(cell), isNumeric: false }];
}

/** Of the mark at the end of a bar that is longer than its place. */
const CUT = ' class="cut"';

const BAR = { width: 130, height: 16 };

/** A bar from 0 to the value, and a line over its interval; one that is far longer than most is cut, and has an arrow. */
function barColumn(ranked: readonly Ranked[], summary: Summary): HtmlColumn {
  const looks = looksOf(summary);
  const bars = ranked.map(({ value }) => {
    if (value === undefined) return undefined;
    const middle = plainValue(value);
    const [low, high] = typeof value === 'number' ? [middle, middle] : (value.ci95 ?? [middle, middle]);
    return { middle, low, high };
  });
  const longest = longestBar(bars.flatMap((bar) => bar ?? []));
  const scale = (value: number) => ((BAR.width - 10) * Math.max(0, value)) / (longest || 1);
  const cells = bars.map((bar, row) => {
    if (bar === undefined) return '';
    const isCut = bar.middle > longest;
    const [low, high] = [scale(bar.low), scale(bar.high)].map((x) => x.toFixed(1));
    const interval =
      bar.low === bar.high ? '' : `<path d="M${low} 8H${high}M${low} 4V12M${high} 4V12" stroke="#222222" fill="none"/>`;
    const arrow = `<path${CUT} d="M${BAR.width - 9} 2l8 6l-8 6z" fill="${colourOf(looks[row])}"/>`;
    const width = isCut ? BAR.width - 10 : scale(bar.middle);
    return `<svg width="${BAR.width}" height="${BAR.height}" viewBox="0 0 ${BAR.width} ${BAR.height}" aria-hidden="true"><rect y="3" height="10" width="${width.toFixed(1)}" fill="${colourOf(looks[row])}" fill-opacity="0.6"/>${isCut ? arrow : interval}</svg>`;
  });
  return { head: measureInWords(rankedBy(summary)), cells, isNumeric: false, isBar: true };
}

/** Longer than two thirds of the others by more than this, and a bar does not say how long those are. */
const MOST_UNEQUAL = 6;

function longestBar(bars: readonly { readonly middle: number; readonly high: number }[]): number {
  const middles = bars.map(({ middle }) => middle).sort((a, b) => a - b);
  const limit = MOST_UNEQUAL * (middles.at(Math.ceil((2 / 3) * (middles.length - 1))) ?? 0);
  return Math.max(0, ...bars.filter(({ middle }) => middle <= limit || limit === 0).map(({ high }) => high));
}
