import { basename, extname } from 'node:path';
import { type Command, Option } from 'commander';
import { InputError } from '../core/index.js';
import { expectedOneOf } from '../core/input/index.js';
import { RUN_FILES } from '../tank/results/index.js';
import { FILE_FORMS, type FileForm, Interrupted, schemaText } from '../tank/database/index.js';
import { answerText, moreText } from './answer-output.js';
import { wholeNumber } from './arguments.js';
import { addDatabaseOptions, type DatabaseOptions, withResults } from './database-options.js';
import { DONE, INTERRUPTED } from './exit.js';
import { type Call, pathIn } from './io.js';

interface QueryOptions extends DatabaseOptions {
  readonly to?: string;
  readonly limit: number;
  readonly schema?: true;
}

const HELP = `
Examples:
  wavetank query "SELECT * FROM best_strategy"
  wavetank query "SELECT strategy, relative, change FROM before_and_after WHERE scenario = 'quickstart'"
  wavetank query "FROM strategy_rank('quickstart', 'response_time_ms.p99')" --format markdown
  wavetank query "FROM replications" --to replications.parquet
  wavetank query --schema`;

const MOST_ROWS = 1_000_000;

export function configure(command: Command): void {
  addDatabaseOptions(
    command
      .description(
        'Answers a SELECT over all runs in a folder of results. An index of them, in .index/ there, is kept up to date; it can be deleted.',
      )
      .argument('[sql]', 'one statement of SQL, as DuckDB speaks it'),
  )
    .option('--to <file>', 'write all rows to a file: .parquet, .csv or .json')
    .addOption(new Option('--limit <n>', 'rows that are printed').argParser(wholeNumber(MOST_ROWS)).default(1000))
    .option('--schema', 'print tables, columns, views and macros, with examples')
    .addHelpText('after', HELP);
}

export async function action(call: Call, sql: string | undefined, options: QueryOptions): Promise<number> {
  const { to, format, limit, schema } = options;
  if (schema === true) {
    call.stdout.write(schemaText());
    return DONE;
  }
  if (sql === undefined) throw noStatement();
  const form = to === undefined ? undefined : fileForm(to);
  try {
    await withResults(call, options, async (database) => {
      if (to !== undefined && form !== undefined) {
        const rows = await database.write(sql, pathIn(call, to), form);
        call.stderr.write(`${to}: ${rows} rows\n`);
        return;
      }
      const answer = await database.ask(sql, limit);
      call.stdout.write(answerText(answer, format));
      call.stderr.write(moreText(answer) ?? '');
    });
  } catch (error) {
    if (error instanceof Interrupted) return INTERRUPTED;
    throw error;
  }
  return DONE;
}

function noStatement(): InputError {
  const advice = 'expected one such as "SELECT * FROM best_strategy"; wavetank query --schema lists what there is';
  return new InputError([{ message: 'there is no statement', advice }]);
}

/** @throws InputError when there is none of that name */
function fileForm(file: string): FileForm {
  if ((RUN_FILES as readonly string[]).includes(basename(file))) {
    const advice = 'expected another name than those of the files of a run, which are the truth that is asked';
    throw new InputError([{ file, message: 'a file of a run has this name', advice }]);
  }
  const form = FILE_FORMS.find((each) => extname(file).toLowerCase() === `.${each}`);
  if (form !== undefined) return form;
  const message = 'the form of the file cannot be told from its name';
  throw new InputError([{ file, message, advice: expectedOneOf(FILE_FORMS.map((each) => `.${each}`)) }]);
}
