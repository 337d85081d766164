import { InputError } from '../../core/index.js';
import { quoted } from '../../core/input/index.js';
import type { TraceProfile } from '../inspection/index.js';
import type { Capacity, RunResults, Summary, Sweep } from '../results/index.js';
import { capacityTable } from './capacity/capacity-table.js';
import { capacityTerminal, warningsAtAnswers } from './capacity/capacity-terminal.js';
import { capacityVerdict } from './capacity/capacity-verdict.js';
import { formatCount, formatNumber } from './numbers.js';
import { namedProfiles, type Profiles } from './public-charts.js';
import { rankingTable } from './ranking-table.js';
import type { ReportTable } from './report-table.js';
import { sweepTable } from './sweep/sweep-table.js';
import { sweepTerminal } from './sweep/sweep-terminal.js';
import { sweepVerdict } from './sweep/sweep-verdict.js';
import { describeRun } from './tables.js';
import { SHORT_NOTES, terminalReport, terminalTable } from './terminal.js';
import { traceTables } from './trace-tables.js';
import { verdict } from './verdict.js';

/** What can be shown in words and tables: results of any kind, traces, or rows of one's own. */
export type Showable =
  Summary | Pick<RunResults, 'summary'> | Sweep | Capacity | TraceProfile | Profiles | readonly object[];

/** What is shown where results are asked for, in a cell of a notebook or on a terminal: the verdict first. */
export interface Shown {
  /** What was asked, and how it was run. */
  readonly lead: readonly string[];
  readonly verdict: readonly string[];
  readonly tables: readonly ReportTable[];
  readonly notes: readonly string[];
  /** The same for a terminal of so many characters. */
  readonly text: (width: number) => string;
}

/** @param rows most rows of a table of one's own */
export function shown(what: Showable, rows: number): Shown {
  if (typeof (what as unknown) !== 'object' || (what as unknown) === null) throw notShowable(what);
  if (isRows(what)) return shownRows(what, rows);
  if ('summary' in what && isOf(what.summary, 'summary')) return shownRun(what.summary as Summary);
  if (isOf(what, 'summary')) return shownRun(what as Summary);
  if (isOf(what, 'sweep')) return shownSweep(what as Sweep);
  if (isOf(what, 'capacity')) return shownCapacity(what as Capacity);
  if (isOf(what, 'trace_profile')) return shownProfiles({ trace: what as TraceProfile });
  if (!Object.values(what).every((each) => isOf(each, 'trace_profile'))) throw notShowable(what);
  return shownProfiles(what as Profiles);
}

function notShowable(what: unknown): InputError {
  const advice = 'expected what run, sweep, capacity or inspectTrace gives, or a list of objects';
  return new InputError([{ message: `${quoted(what)} cannot be shown as a table`, advice }]);
}

function isRows(what: Showable): what is readonly object[] {
  return Array.isArray(what);
}

/** Whether it says of itself to be of such a form. */
function isOf(what: unknown, form: string): boolean {
  if (typeof what !== 'object' || what === null || !('schema' in what)) return false;
  return String(what.schema).startsWith(`wavetank.${form}/`);
}

function titleOf({ name, question }: { readonly name: string; readonly question?: string }): string {
  return question === undefined ? name : `${name}: ${question}`;
}

function shownRun(summary: Summary): Shown {
  return {
    lead: [titleOf(summary.scenario), describeRun(summary)],
    verdict: verdict(summary),
    tables: [rankingTable(summary)],
    notes: [...warned(summary.warnings), ...SHORT_NOTES],
    text: (width) => terminalReport(summary, { coloured: false, width }),
  };
}

function shownSweep(sweep: Sweep): Shown {
  const [measure] = sweep.scenario.compare;
  return {
    lead: [titleOf(sweep.scenario)],
    verdict: sweepVerdict(sweep),
    tables: [sweepTable(sweep, measure)],
    notes: warned([...new Set(sweep.points.flatMap(({ warnings }) => warnings))]),
    text: (width) => sweepTerminal(sweep, measure, { coloured: false, width }),
  };
}

function shownCapacity(capacity: Capacity): Shown {
  return {
    lead: [titleOf(capacity.scenario)],
    verdict: capacityVerdict(capacity),
    tables: [capacityTable(capacity)],
    notes: warned(warningsAtAnswers(capacity)),
    text: (width) => capacityTerminal(capacity, { coloured: false, width }),
  };
}

function warned(warnings: readonly string[]): readonly string[] {
  return warnings.map((warning) => `warning: ${warning}`);
}

function shownProfiles(profiles: Profiles): Shown {
  const tables = traceTables(namedProfiles(profiles));
  const text = () =>
    tables.map(({ title, head, rows }) => terminalTable({ head: [title, ...head.slice(1)], rows })).join('\n');
  return { lead: [], verdict: [], tables, notes: [], text };
}

/** A column for every key that has a value, in the order of the fullest row. */
function shownRows(rows: readonly object[], most: number): Shown {
  if (rows.length === 0)
    return { lead: ['There are no rows.'], verdict: [], tables: [], notes: [], text: () => 'There are no rows.' };
  const entries = rows.map((row) =>
    Object.entries((row as object | null) ?? {}).filter(([, value]) => value !== undefined && value !== null),
  );
  const fullest = entries.reduce((first, other) => (other.length > first.length ? other : first), []);
  const head = [...new Set([fullest, ...entries].flatMap((row) => row.map(([key]) => key)))];
  const cells = entries.slice(0, most).map((row) => {
    const values = new Map<string, unknown>(row);
    return head.map((key) => cellText(values.get(key)));
  });
  const left = rows.length - cells.length;
  const notes = left === 0 ? [] : [`… and ${formatCount(left)} more row${left === 1 ? '' : 's'}`];
  const table = { title: '', head, rows: cells };
  return { lead: [], verdict: [], tables: [table], notes, text: () => [terminalTable(table), ...notes].join('\n') };
}

function cellText(value: unknown): string {
  if (value === undefined) return '–';
  if (typeof value === 'number') return formatNumber(value);
  if (typeof value === 'string') return value;
  if (typeof value === 'bigint' || typeof value === 'symbol') return value.toString();
  try {
    return typeof value === 'function' ? 'function' : JSON.stringify(value);
  } catch {
    return 'object'; // it holds itself, or what JSON has not
  }
}
