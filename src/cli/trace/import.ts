import { Command } from 'commander';
import { writeTrace } from '../../tank/recorded/index.js';
import { readSource, type SourceOptions, withSourceOptions } from './source.js';

const HELP = `
Examples:
  wavetank trace import conversation_trace.jsonl --out mooncake.parquet
  wavetank trace import BurstGPT_1.csv --skip-bad-rows --from 24h --to 48h --out day-2.csv.gz`;

export function importCommand(): Command {
  const command = new Command('import')
    .summary('write a recorded trace in the normal form')
    .description('Reads a recorded trace of any known format and writes it in the normal form wavetank.trace/1.')
    .argument('<file>', 'recorded trace, plain or .gz')
    .requiredOption('--out <file>', 'where to: .csv, .jsonl, .parquet, .csv.gz or .jsonl.gz; a file there is replaced');
  return withSourceOptions(command).addHelpText('after', HELP).action(importTrace);
}

async function importTrace(file: string, { out, ...options }: SourceOptions & { readonly out: string }): Promise<void> {
  const { trace, format } = await readSource(file, options);
  await writeTrace(out, trace);
  process.stderr.write(`${out}: ${trace.requestCount} requests from ${format}\n`);
}
