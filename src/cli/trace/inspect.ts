import { basename } from 'node:path';
import { type Command, Option } from 'commander';
import { InputError } from '../../core/index.js';
import { inspectTrace } from '../../tank/inspection/index.js';
import {
  type NamedPool,
  type NamedProfile,
  poolDocument,
  poolTables,
  type ReportTable,
  terminalTable,
  tracePage,
  traceTables,
} from '../../tank/report/index.js';
import { checkWritable, writeDocument } from '../../tank/results/index.js';
import {
  DEFAULT_TRACE_LIMITS,
  isDrawn,
  profilePool,
  readFirstLine,
  readPool,
  recogniseFormat,
} from '../../tank/recorded/index.js';
import { quotedCommand } from '../command-text.js';
import { DONE } from '../exit.js';
import { type Call, pathIn } from '../io.js';
import { addSourceOptions, readSource, type SourceOptions } from './source.js';

interface InspectOptions extends SourceOptions {
  readonly format: 'table' | 'json';
  readonly page?: string;
}

const HELP = `
Examples:
  wavetank trace inspect AzureLLMInferenceTrace_conv.csv.gz
  wavetank trace inspect recorded.csv stand-in.csv --page compared.html
  wavetank trace inspect log.csv --columns arrival_s=time,prompt_tokens=in,output_tokens=out --format json`;

export function configure(command: Command): void {
  command
    .description('Shows rate, dispersion, lengths, sessions and shared prompts of recorded traces, side by side.')
    .argument('<file...>', 'recorded traces, plain or .gz');
  addSourceOptions(command)
    .addOption(new Option('--format <form>', 'output format').choices(['table', 'json']).default('table'))
    .option('--page <file>', 'also write a page of charts; replaces an existing file')
    .addHelpText('after', HELP);
}

export async function action(
  call: Call,
  files: readonly string[],
  { format, page, ...options }: InspectOptions,
): Promise<number> {
  if (page !== undefined) await checkWritable(pathIn(call, page));
  const nameOf = (file: string) =>
    files.filter((other) => basename(other) === basename(file)).length > 1 ? file : basename(file);
  const pools: NamedPool[] = [];
  const traces: NamedProfile[] = [];
  for (const file of files) {
    const path = pathIn(call, file);
    if (await isPool(path, options)) {
      pools.push({ name: nameOf(file), profile: profilePool(await readPool(path)) });
      continue;
    }
    const { trace } = await readSource(call, file, options);
    traces.push({ name: nameOf(file), profile: inspectTrace(trace) });
  }
  if (page !== undefined && traces.length === 0) throw nothingToDraw(files[0]);
  const title = traces.map(({ name }) => name).join(', ');
  const text = { title, told: [], command: quotedCommand(call.argv) };
  const html = page === undefined ? '' : await tracePage(traces, text); // first: it may lack a package
  call.stdout.write(format === 'json' ? jsonOf(traces, pools) : `${tablesOf(traces)}${printed(poolTables(pools))}`);
  if (page === undefined) return DONE;
  await writeDocument(pathIn(call, page), html);
  call.stderr.write(`page: ${page}\n`);
  return DONE;
}

function nothingToDraw(file: string): InputError {
  const advice = 'leave --page out, or draw traffic from the pool with --rate, --from or --to';
  return new InputError([{ file, message: 'a pool of clients has no page of charts', advice }]);
}

/** Whether a file holds a pool of clients, and no part of its time is asked for: then the pool itself is shown. */
async function isPool(file: string, { traceFormat, from, to, rate }: SourceOptions): Promise<boolean> {
  if (from !== undefined || to !== undefined || rate !== undefined) return false;
  const format = traceFormat ?? recogniseFormat(await readFirstLine(file, DEFAULT_TRACE_LIMITS));
  return format !== undefined && isDrawn(format);
}

/** An object for one trace, a list for several. */
function jsonOf(traces: readonly NamedProfile[], pools: readonly NamedPool[]): string {
  const documents = [
    ...traces.map(({ name, profile: { schema, ...profile } }) => ({ schema, trace: name, ...profile })),
    ...pools.map(({ name, profile }) => ({ schema: 'wavetank.pool_profile/1', pool: name, ...poolDocument(profile) })),
  ];
  return `${JSON.stringify(documents.length === 1 ? documents[0] : documents, null, 2)}\n`;
}

export function tablesOf(traces: readonly NamedProfile[]): string {
  return printed(traceTables(traces));
}

function printed(tables: readonly ReportTable[]): string {
  return tables
    .map(({ title, head, rows }) => `${terminalTable({ head: [title, ...head.slice(1)], rows })}\n`)
    .join('');
}
