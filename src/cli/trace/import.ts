import type { Command } from 'commander';
import { writeTrace } from '../../tank/recorded/index.js';
import { DONE } from '../exit.js';
import { type Call, pathIn } from '../io.js';
import { addSourceOptions, readSource, type SourceOptions } from './source.js';

const HELP = `
Examples:
  wavetank trace import conversation_trace.jsonl --out mooncake.parquet
  wavetank trace import BurstGPT_1.csv --skip-bad-rows --from 24h --to 48h --out day-2.csv.gz`;

export function configure(command: Command): void {
  command
    .description('Reads a recorded trace of any known format and writes it in the normal form wavetank.trace/1.')
    .argument('<file>', 'recorded trace, plain or .gz')
    .requiredOption(
      '--out <file>',
      'file to write: .csv, .jsonl, .parquet, .csv.gz or .jsonl.gz; replaces an existing file',
    );
  addSourceOptions(command).addHelpText('after', HELP);
}

export async function action(
  call: Call,
  file: string,
  { out, ...options }: SourceOptions & { readonly out: string },
): Promise<number> {
  const { trace, format } = await readSource(call, file, options);
  await writeTrace(pathIn(call, out), trace);
  call.stderr.write(`${out}: ${trace.requestCount} requests from ${format}\n`);
  return DONE;
}
