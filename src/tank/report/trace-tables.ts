import { LENGTH_SHARES, type LengthProfile, type TraceProfile } from '../inspection/index.js';
import { formatDuration, formatNumber, formatShare } from './numbers.js';
import type { ReportTable } from './report-table.js';

/** A trace with its name, as tables and charts show it. */
export interface NamedProfile {
  readonly name: string;
  readonly profile: TraceProfile;
}

/** What traces are like, side by side: a column each. */
export function traceTables(traces: readonly NamedProfile[]): readonly ReportTable[] {
  const tables = [
    arrivalTable(traces),
    lengthTable('Prompts, tokens', traces, ({ prompt_tokens }) => prompt_tokens),
    lengthTable('Outputs, tokens', traces, ({ output_tokens }) => output_tokens),
    correlationTable(traces),
    sessionTable(traces),
    prefixTable(traces),
    shareTable(traces),
  ];
  return tables.filter(({ rows }) => rows.length > 0);
}

/** A row of which at least one trace has the value. */
type Row = readonly [name: string, value: (profile: TraceProfile) => string | undefined];

function table(title: string, traces: readonly NamedProfile[], rows: readonly Row[]): ReportTable {
  const filled = rows.map(([name, value]) => [name, ...traces.map(({ profile }) => value(profile) ?? '–')]);
  return {
    title,
    head: ['', ...traces.map(({ name }) => name)],
    rows: filled.filter((row) => row.slice(1).some((cell) => cell !== '–')),
  };
}

function number(value: number | undefined): string | undefined {
  return value === undefined ? undefined : formatNumber(value);
}

function share(value: number | undefined): string | undefined {
  return value === undefined ? undefined : formatShare(value);
}

function arrivalTable(traces: readonly NamedProfile[]): ReportTable {
  const windows = valuesOf(traces, ({ arrivals }) => arrivals.dispersion.map(({ window_s }) => window_s));
  return table('Arrivals', traces, [
    ['requests', ({ requests }) => formatNumber(requests)],
    ['span', ({ span_s }) => formatDuration(1000 * span_s)],
    ['mean rate, /s', ({ arrivals }) => number(arrivals.mean_per_s)],
    ['peak / mean minute', ({ arrivals }) => number(arrivals.peak_to_mean_minute)],
    ['gaps: cv', ({ arrivals }) => number(arrivals.gap_cv)],
    ['gaps: cv within a minute', ({ arrivals }) => number(arrivals.local_gap_cv)],
    ['gaps: autocorrelation', ({ arrivals }) => number(arrivals.gap_autocorrelation)],
    ['gaps of 0', ({ arrivals }) => share(arrivals.zero_gaps)],
    ...windows.map((window): Row => [
      `dispersion in ${window} s`,
      ({ arrivals }) => number(arrivals.dispersion.find(({ window_s }) => window_s === window)?.value),
    ]),
  ]);
}

/** Every value that one of the traces has, ascending. */
function valuesOf(traces: readonly NamedProfile[], values: (profile: TraceProfile) => readonly number[]): number[] {
  return [...new Set(traces.flatMap(({ profile }) => values(profile)))].sort((a, b) => a - b);
}

function lengthTable(
  title: string,
  traces: readonly NamedProfile[],
  lengths: (profile: TraceProfile) => LengthProfile | undefined,
): ReportTable {
  return table(title, traces, [
    ['mean', (profile) => number(lengths(profile)?.mean)],
    ['cv', (profile) => number(lengths(profile)?.cv)],
    ...LENGTH_SHARES.map((p, i): Row => [
      p === 1 ? 'greatest' : `P${formatNumber(100 * p)}`,
      (profile) => number(lengths(profile)?.quantiles[i]),
    ]),
  ]);
}

function correlationTable(traces: readonly NamedProfile[]): ReportTable {
  return table('Correlation of prompt and output', traces, [
    ['of the lengths (Pearson)', ({ correlation }) => number(correlation?.pearson)],
    ['of their ranks (Spearman)', ({ correlation }) => number(correlation?.spearman)],
  ]);
}

function sessionTable(traces: readonly NamedProfile[]): ReportTable {
  return table('Sessions', traces, [
    ['sessions', ({ sessions }) => number(sessions?.count)],
    ['turns: mean', ({ sessions }) => number(sessions?.turns_mean)],
    ['turns: P99', ({ sessions }) => number(sessions?.turns_p99)],
    ['turns: greatest', ({ sessions }) => number(sessions?.turns_max)],
    ['sessions of one turn', ({ sessions }) => share(sessions?.single_turn_share)],
    ['requests that are later turns', ({ sessions }) => share(sessions?.later_turns)],
    ['between turns, s: mean', ({ sessions }) => number(sessions?.gap_s?.mean)],
    ['between turns, s: P50', ({ sessions }) => number(sessions?.gap_s?.p50)],
    ['between turns, s: P95', ({ sessions }) => number(sessions?.gap_s?.p95)],
    ['new tokens of a turn: mean', ({ sessions }) => number(sessions?.new_tokens?.mean)],
    ['new tokens of a turn: P50', ({ sessions }) => number(sessions?.new_tokens?.p50)],
    ['new tokens of a turn: P95', ({ sessions }) => number(sessions?.new_tokens?.p95)],
  ]);
}

function prefixTable(traces: readonly NamedProfile[]): ReportTable {
  const capacities = valuesOf(traces, ({ prefixes }) =>
    (prefixes?.hit_rates ?? []).map(({ blocks = Infinity }) => blocks),
  );
  const rate = ({ prefixes }: TraceProfile, capacity: number) =>
    prefixes?.hit_rates.find(({ blocks = Infinity }) => blocks === capacity);
  return table('Shared prompts: one cache for all requests', traces, [
    ['tokens of a block', ({ prefixes }) => number(prefixes?.block_tokens)],
    ['blocks of all prompts', ({ prefixes }) => number(prefixes?.references)],
    ['different blocks', ({ prefixes }) => number(prefixes?.distinct)],
    ...capacities.map((capacity): Row => [
      `blocks hit, cache of ${capacity === Infinity ? 'any size' : formatNumber(capacity)}`,
      (profile) => share(rate(profile, capacity)?.block_hit_rate),
    ]),
    ['tokens hit, cache of any size', (profile) => share(rate(profile, Infinity)?.token_hit_rate)],
    ['hit share of a request: P50', ({ prefixes }) => share(prefixes?.request_hit_share.p50)],
    ['hit share of a request: P90', ({ prefixes }) => share(prefixes?.request_hit_share.p90)],
    ['time to the next use of a block, s: P50', ({ prefixes }) => number(prefixes?.reuse_s?.p50)],
  ]);
}

function shareTable(traces: readonly NamedProfile[]): ReportTable {
  const classes = [...new Set(traces.flatMap(({ profile }) => (profile.classes ?? []).map(({ name }) => name)))];
  const tops = valuesOf(traces, ({ tenants }) => (tenants?.top_share ?? []).map(({ tenants: count }) => count));
  return table('Classes and tenants', traces, [
    ...classes.map((name): Row => [
      `class ${name}`,
      (profile) => share(profile.classes?.find((each) => each.name === name)?.share),
    ]),
    ['tenants', ({ tenants }) => number(tenants?.count)],
    ...tops.map((count): Row => [
      `requests of the largest ${count === 1 ? 'tenant' : `${count} tenants`}`,
      ({ tenants }) => share(tenants?.top_share.find((each) => each.tenants === count)?.share),
    ]),
  ]);
}
