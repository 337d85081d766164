import { looksOf } from '../charts/looks.js';
import { colourOf } from '../charts/theme.js';
import type { Summary } from '../../results/index.js';
import { formatDuration, formatShare } from '../numbers.js';
import { plainValue, type Ranked, rankedBy, rankedStrategies } from '../ranking.js';
import { rankingColumns } from '../ranking-table.js';
import { isNumeric } from '../report-table.js';
import { measureInWords } from '../verdict.js';
import { escaped, tableFrame } from './elements.js';
import { swatch } from './swatch.js';

interface HtmlColumn {
  readonly head: string;
  /** HTML. */
  readonly cells: readonly string[];
  readonly isNumeric: boolean;
}

/** The strategies, best first, as a table: with colour and mark, a bar for the compared measure, and whether the SLO is met. */
export function rankingHtml(summary: Summary): string {
  const ranked = rankedStrategies(summary);
  const looks = looksOf(summary);
  const columns = rankingColumns(summary, true).map(({ head, cells }, c): HtmlColumn => {
    const shown = cells.map((cell) => (c === 0 ? '' : verdictHtml(cell)));
    return { head, cells: shown, isNumeric: isNumeric({ rows: cells.map((cell) => ['', cell]) }, 1) };
  });
  const [, ...rest] = columns;
  const all = [barColumn(ranked, summary), ...sloColumn(ranked, summary), ...rest];
  const head = ['strategy', ...all.map(({ head: text }) => text)].map(
    (text, c) => `<th scope="col"${c > 0 && all[c - 1].isNumeric ? ' class="n"' : ''}>${escaped(text)}</th>`,
  );
  const rows = ranked.map(({ strategy: { name } }, row) => {
    const cells = all.map((column) => `<td${column.isNumeric ? ' class="n"' : ''}>${column.cells[row]}</td>`);
    return `<tr><th scope="row">${swatch(looks[row])} ${escaped(name)}</th>${cells.join('')}</tr>`;
  });
  const caption = `Strategies by ${measureInWords(rankedBy(summary))}, the best first; times in ms, intervals 95 %`;
  return `<div class="ranking">${tableFrame(caption, `<thead><tr>${head.join('')}</tr></thead>\n<tbody>${rows.join('\n')}</tbody>`)}</div>`;
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

const BAR = { width: 130, height: 16 };

/** A bar from 0 to the value, and a line over its interval. */
function barColumn(ranked: readonly Ranked[], summary: Summary): HtmlColumn {
  const looks = looksOf(summary);
  const ends = ranked.map(({ value }) => {
    if (value === undefined) return undefined;
    const middle = plainValue(value);
    const [low, high] = typeof value === 'number' ? [middle, middle] : (value.ci95 ?? [middle, middle]);
    return { middle, low, high };
  });
  const greatest = Math.max(0, ...ends.map((each) => each?.high ?? 0));
  const scale = (value: number) => ((BAR.width - 2) * Math.max(0, value)) / (greatest || 1);
  const cells = ends.map((each, row) => {
    if (each === undefined) return '';
    const [low, high] = [scale(each.low), scale(each.high)].map((x) => x.toFixed(1));
    const interval =
      each.low === each.high
        ? ''
        : `<path d="M${low} 8H${high}M${low} 4V12M${high} 4V12" stroke="#222222" fill="none"/>`;
    return `<svg width="${BAR.width}" height="${BAR.height}" viewBox="0 0 ${BAR.width} ${BAR.height}" aria-hidden="true"><rect y="3" height="10" width="${scale(each.middle).toFixed(1)}" fill="${colourOf(looks[row])}" fill-opacity="0.6"/>${interval}</svg>`;
  });
  return { head: measureInWords(rankedBy(summary)), cells, isNumeric: false };
}
