import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { DuckDBConnection, DuckDBPreparedStatement, DuckDBResult, DuckDBValue } from '@duckdb/node-api';
import { InputError } from '../../core/index.js';
import type { Answer, Value } from './answer.js';
import { type DuckDb, withDatabase } from './open-duckdb.js';
import type { Question, Reply } from './question.js';
import { noQuestion, notOne, onlyReads, wrongMistake } from './refusals.js';
import { csvLine, jsonLines } from './rows-text.js';

/**
 * Runs one statement that only reads, in an index that is locked.
 * @param onBegun called when the database is open, with why folders were left out of it
 */
export async function answerQuestion(
  question: Question,
  onBegun: (problems: readonly string[]) => void,
): Promise<Reply> {
  const { file, memoryBytes } = question;
  const state = { isOpen: false };
  try {
    return await withDatabase({ file, memoryBytes, isLocked: true }, async (connection, api) => {
      const problems = await connection.runAndReadAll(PROBLEMS);
      state.isOpen = true;
      onBegun(problems.getRows().map(([problem]) => String(problem)));
      const statement = await prepared(connection, api, question);
      const result = await statement.stream();
      if (question.to === undefined) return { is: 'answer', answer: await collected(result, api, question.limit) };
      return await written(result, api, question, question.to);
    });
  } catch (error) {
    if (error instanceof InputError) return { is: 'mistake', diagnostic: error.diagnostics[0] };
    if (!state.isOpen) return { is: 'gone' };
    if (error instanceof Unwritable) return { is: 'unwritable', why: error.message };
    return { is: 'failed', why: error instanceof Error ? error.message : String(error) };
  }
}

const PROBLEMS = 'SELECT problem FROM folders WHERE problem IS NOT NULL ORDER BY run_id';

/** The file cannot be written. */
class Unwritable extends Error {}

/** @throws InputError when it is not one statement that only reads */
async function prepared(
  connection: DuckDBConnection,
  api: DuckDb,
  { sql, parameters }: Question,
): Promise<DuckDBPreparedStatement> {
  if (!/[^\s;]/.test(sql.replace(COMMENT, ''))) throw noQuestion();
  const word = /^[\s(]*(\w+)/.exec(sql.replace(COMMENT, ' '))?.[1]?.toUpperCase();
  if (word !== undefined && CHANGING.has(word)) throw onlyReads(word);
  const setting = SETTING.exec(sql)?.[0];
  if (setting !== undefined) throw onlyReads(setting);
  const statements = await connection.extractStatements(sql);
  if (statements.count !== 1) throw notOne(statements.count);
  const statement = await statements.prepare(0);
  if (statement.statementType !== api.StatementType.SELECT) {
    throw onlyReads(api.StatementType[statement.statementType]);
  }
  if (statement.parameterCount !== parameters.length) throw wrongMistake('the statement has parameters ($1 or ?)');
  parameters.forEach((value, i) => {
    statement.bindVarchar(i + 1, value);
  });
  return statement;
}

const COMMENT = /--[^\n]*|\/\*[^]*?\*\//g;

/** Functions that set something for statements to come. */
const SETTING = /\b(?:(?:en|dis)able_(?:logging|profiling)|truncate_duckdb_logs|(?:force_)?checkpoint)\b/i;

/** First words of statements that are refused before DuckDB sees them: some would be taken apart into others. */
const CHANGING = new Set(
  (
    'INSERT UPDATE DELETE MERGE TRUNCATE CREATE DROP ALTER COPY EXPORT IMPORT ATTACH DETACH USE INSTALL LOAD UPDATE SET ' +
    'RESET PRAGMA CALL BEGIN COMMIT ROLLBACK START PREPARE EXECUTE DEALLOCATE VACUUM ANALYZE CHECKPOINT EXPLAIN COMMENT'
  ).split(' '),
);

/** Rows that are counted beyond those that are handed over. */
const MOST_COUNTED = 1_000_000;

/** Characters of an answer that are handed over. */
const MOST_CHARACTERS = 64 * 2 ** 20;

async function collected(result: DuckDBResult, api: DuckDb, limit: number): Promise<Answer> {
  const rows: (readonly Value[])[] = [];
  let more = 0;
  let characters = 0;
  for await (const values of rowsOf(result, api)) {
    if (rows.length === limit) {
      more++;
      if (more > MOST_COUNTED) break;
      continue;
    }
    for (const value of values)
      characters += typeof value === 'object' ? JSON.stringify(value).length : String(value).length;
    if (characters > MOST_CHARACTERS) throw wrongMistake('the answer has more than 64 million characters');
    rows.push(values);
  }
  const isMoreUncounted = more > MOST_COUNTED;
  return { ...headOf(result), rows, more: Math.min(more, MOST_COUNTED), isMoreUncounted };
}

function headOf(result: DuckDBResult) {
  return { columns: result.deduplicatedColumnNames(), types: result.columnTypes().map(String) };
}

async function* rowsOf(result: DuckDBResult, api: DuckDb): AsyncGenerator<readonly Value[]> {
  for (;;) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) return;
    for (const row of chunk.getRows()) yield row.map((value) => plain(value, api));
  }
}

function plain(value: DuckDBValue, api: DuckDb): Value {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof api.DuckDBListValue || value instanceof api.DuckDBArrayValue)
    return value.items.map((item) => plain(item, api));
  if (value instanceof api.DuckDBStructValue)
    return Object.fromEntries(Object.entries(value.entries).map(([name, entry]) => [name, plain(entry, api)]));
  if (value instanceof api.DuckDBDecimalValue) return Number(String(value));
  return String(value);
}

/** Writes every row to a file, in the form that is asked for. */
async function written(
  result: DuckDBResult,
  api: DuckDb,
  { memoryBytes }: Question,
  { file, form }: NonNullable<Question['to']>,
): Promise<Reply> {
  if (form === 'parquet') return writtenParquet(result, memoryBytes, file);
  const { columns } = headOf(result);
  let rows = 0;
  async function* counted() {
    for await (const row of rowsOf(result, api)) {
      rows++;
      yield row;
    }
  }
  async function* csv() {
    yield csvLine(columns);
    for await (const row of counted()) yield csvLine(row);
  }
  const text = form === 'csv' ? csv() : jsonLines(columns, counted());
  let failed: Error | undefined;
  const stream = createWriteStream(file).on('error', (error) => (failed = error));
  await pipeline(Readable.from(text), stream).catch((error: unknown) => {
    throw failed === undefined ? error : new Unwritable(failed.message);
  });
  return { is: 'written', rows };
}

/** Through a second database, since the first may write nothing. */
function writtenParquet(result: DuckDBResult, memoryBytes: number, file: string): Promise<Reply> {
  const { columns, types } = headOf(result);
  return withDatabase({ file: ':memory:', memoryBytes }, async (connection) => {
    const head = columns.map((name, i) => `"${name.replaceAll('"', '""')}" ${types[i]}`);
    await connection.run(`CREATE TABLE answer (${head.join(', ')})`);
    const appender = await connection.createAppender('answer');
    let rows = 0;
    for (;;) {
      const chunk = await result.fetchChunk();
      if (chunk === null || chunk.rowCount === 0) break;
      rows += chunk.rowCount;
      appender.appendDataChunk(chunk);
    }
    appender.closeSync();
    await connection
      .run('COPY (SELECT * FROM answer ORDER BY rowid) TO $1 (FORMAT parquet, COMPRESSION zstd, USE_TMP_FILE false)', [
        file,
      ])
      .catch((error: unknown) => {
        throw new Unwritable(error instanceof Error ? error.message.split('\n')[0] : String(error));
      });
    return { is: 'written', rows };
  });
}
