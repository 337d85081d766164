import { parseDuration, parseRate } from '../../core/input/index.js';
import { basename } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';

import {
  type FormatName,
  formats,
  formatsWith,
  isDrawn,
  loadTrace,
  TIME_UNITS,
  type TimeUnit,
  type TraceLoadResult,
} from '../../tank/recorded/index.js';
import { columnsSchema } from '../../tank/scenario/index.js';
import { REPEAT_LIMIT } from '../../tank/trace/index.js';
import { wholeNumber } from '../arguments.js';
import { type Io, pathIn } from '../io.js';

/** What the commands on recorded traces have in common: which file, in which form, which part of it. */
export interface SourceOptions {
  readonly traceFormat?: FormatName;
  readonly columns?: Readonly<Record<string, string>>;
  readonly skipBadRows?: true;
  readonly sort?: true;
  readonly timeUnit?: TimeUnit;
  readonly keepFailed?: true;
  readonly from?: number;
  readonly to?: number;
  readonly speedUp?: number;
  readonly repeat?: number;
  readonly rate?: number;
  readonly seed?: string;
}

export function addSourceOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--trace-format <name>', 'format of the file; default: detected').choices(Object.keys(formats)),
    )
    .addOption(
      new Option(
        '--columns <pairs>',
        'csv, jsonl, parquet: names of columns, such as arrival_s=time,prompt_tokens=in',
      ).argParser(columns),
    )
    .option('--skip-bad-rows', 'skip and count bad rows instead of refusing them')
    .option('--sort', 'sort rows by time instead of refusing rows earlier than the previous one')
    .addOption(new Option('--time-unit <unit>', 'unit of times; default: that of the format').choices(TIME_UNITS))
    .option('--keep-failed', 'burstgpt: keep requests without an answer')
    .addOption(new Option('--from <time>', 'skip arrivals before this time, such as 10m').argParser(time))
    .addOption(new Option('--to <time>', 'skip arrivals at this time or later').argParser(time))
    .addOption(new Option('--speed-up <factor>', 'divide times by this factor').argParser(positive))
    .addOption(
      new Option('--repeat <n>', 'play the trace this many times in a row').argParser(wholeNumber(REPEAT_LIMIT)),
    )
    .addOption(new Option('--rate <rate>', 'servegen: mean rate of the traffic drawn, such as 20/s').argParser(rate))
    .option('--seed <text>', 'servegen: key of the random draws');
}

export interface Source extends Omit<TraceLoadResult, 'firstSkipped' | 'hints'> {
  /** Name of the file without its folder. */
  readonly name: string;
}

/** Reads a trace and takes the part that is asked for; bad rows that were skipped are told on stderr. */
export async function readSource(io: Io, file: string, options: SourceOptions): Promise<Source> {
  const { traceFormat: format, columns, skipBadRows = false, sort, timeUnit, keepFailed } = options;
  const { from, to, speedUp, repeat, rate: ratePerS, seed } = options;
  const selection = { fromMs: from, toMs: to, speedUp, repeat };
  const formatOptions = { columns, keepFailed, timeUnit };
  const asked = { format, skipBadRows, sort, formatOptions, selection, ratePerS, seed };
  const read = await loadTrace(pathIn(io, file), asked);
  if (read.skippedRows > 0) io.stderr.write(`${file}: ${read.skippedRows} bad rows skipped\n`);
  for (const hint of read.hints) io.stderr.write(`${file}: ${hint}\n`);
  for (const key of read.unusedKeys.filter((unused) => unused !== 'rate')) {
    io.stderr.write(`${file}: --${key.replace('_', '-')} has no effect: it is for ${formatsWith(key)}\n`);
  }
  if (!isDrawn(read.format) && (ratePerS !== undefined || seed !== undefined)) {
    io.stderr.write(`${file}: --rate and --seed have no effect: they are for pools of clients\n`);
  }
  return { ...read, name: basename(file) };
}

function time(text: string): number {
  const ms = text === '0' ? 0 : parseDuration(text);
  if (ms === undefined) throw new InvalidArgumentError('Expected a duration with a unit, such as 90s or 10m.');
  return ms;
}

function rate(text: string): number {
  const perS = parseRate(text);
  if (perS === undefined || perS <= 0) throw new InvalidArgumentError('Expected a rate with a unit, such as 20/s.');
  return perS;
}

function positive(text: string): number {
  const value = Number(text);
  if (value > 0 && value <= 1e9) return value;
  throw new InvalidArgumentError('Expected a number above 0.');
}

function columns(text: string): Record<string, string> {
  const pairs = text.split(',').map((pair) => {
    const at = pair.indexOf('=');
    if (at <= 0) throw new InvalidArgumentError('Expected pairs such as arrival_s=time,prompt_tokens=in.');
    return [pair.slice(0, at).trim(), pair.slice(at + 1).trim()] as const;
  });
  const schema = columnsSchema();
  const named = Object.fromEntries(pairs);
  const unknown = Object.keys(named).find((name) => !Object.hasOwn(schema.shape, name));
  if (unknown !== undefined) {
    throw new InvalidArgumentError(`There is no column "${unknown}", only ${Object.keys(schema.shape).join(', ')}.`);
  }
  const issue = schema.safeParse(named).error?.issues[0];
  if (issue === undefined) return named;
  const message = `${issue.path.length > 0 ? `${issue.path.join()}: ` : ''}${issue.message}`;
  throw new InvalidArgumentError(`${message[0].toUpperCase()}${message.slice(1)}.`);
}
