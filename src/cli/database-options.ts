import { type Command, InvalidArgumentError, Option } from 'commander';
import { printable } from '../core/index.js';
import { NUMBER_LIMIT, parseDuration } from '../core/input/index.js';
import { ResultsDatabase } from '../tank/database/index.js';
import { ANSWER_FORMS, type AnswerForm } from './answer-output.js';
import { type Call, pathIn } from './io.js';

/** Options of the commands that ask the database of results. */
export interface DatabaseOptions {
  readonly out: string;
  readonly format: AnswerForm;
  readonly rebuild?: true;
  readonly timeout: number;
  readonly memory: number;
}

export function addDatabaseOptions(command: Command): Command {
  return command
    .option('--out <dir>', 'folder of results, as in wavetank run', 'results')
    .addOption(new Option('--format <form>', 'output format').choices([...ANSWER_FORMS]).default('table'))
    .option('--rebuild', 'read every folder again, also where nothing changed')
    .addOption(
      new Option('--timeout <duration>', 'time that a statement may take').argParser(time).default(60_000, '60s'),
    )
    .addOption(new Option('--memory <size>', 'memory that it may take').argParser(memory).default(1e9, '1GB'));
}

/** Longest time that a timer of Node takes. */
const MOST_MS = 2 ** 31 - 1;

function time(text: string): number {
  const ms = parseDuration(text);
  if (ms !== undefined && ms > 0 && ms <= Math.min(MOST_MS, NUMBER_LIMIT)) return ms;
  throw new InvalidArgumentError('Expected a duration with a unit above 0, such as 500ms, 60s or 5m.');
}

const LEAST_BYTES = 64e6;
const MOST_BYTES = 1e12;

function memory(text: string): number {
  const match = /^(\d{1,7}(?:\.\d{1,3})?) ?([MG])B$/i.exec(text);
  const bytes = match === null ? NaN : Number(match[1]) * (match[2].toUpperCase() === 'G' ? 1e9 : 1e6);
  if (bytes >= LEAST_BYTES && bytes <= MOST_BYTES) return bytes;
  throw new InvalidArgumentError('Expected 64MB or more, such as 500MB or 4GB.');
}

/** Opens the database, and says what was read anew and what was left out. */
export function withResults<Result>(
  call: Call,
  { out, rebuild, timeout, memory }: DatabaseOptions,
  use: (database: ResultsDatabase) => Promise<Result>,
): Promise<Result> {
  const options = { rebuild, timeoutMs: timeout, memoryBytes: memory, signal: call.interruptSignal() };
  return ResultsDatabase.open(pathIn(call, out), options, async (database) => {
    const { runs, isKept } = database.index;
    if (runs === 0) call.stderr.write(`${out}: there are no runs here; wavetank run writes them\n`);
    if (!isKept) call.stderr.write(`${out}: nothing can be written here, so each query reads all runs again\n`);
    const result = await use(database);
    for (const problem of database.problems) call.stderr.write(`left out: ${printable(`${out}/${problem}`)}\n`);
    return result;
  });
}
