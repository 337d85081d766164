import type { Diagnostic } from '../../core/index.js';
import { suggestOneOf, suggesting } from '../../core/input/index.js';
import { FILE, MEMORY, SCHEMA } from './refusals.js';
import { macros, views } from './schema/registry.js';
import { tables } from './schema/tables.js';

/** Mistakes in a statement, as diagnostics. */

/** What DuckDB says with `errors_as_json`. */
interface DuckDbError {
  readonly exception_type?: string;
  readonly exception_message?: string;
  /** Bytes before the mistake. */
  readonly position?: string;
  readonly error_subtype?: string;
  readonly type?: string;
  readonly name?: string;
}

/** What DuckDB says of a statement: where, in one line, with names that may be meant. */
export function sqlMistake(sql: string, text: string): Diagnostic {
  const told = parsed(text);
  if (told === undefined) return { file: FILE, message: oneLine(text), advice: SCHEMA };
  const { exception_type = '', exception_message = '' } = told;
  if (exception_type === 'Out of Memory')
    return { file: FILE, message: 'the statement needs more memory than it may have', advice: MEMORY };
  if (exception_type === 'Permission')
    return {
      file: FILE,
      ...placeOf(sql, told),
      message: 'a statement can read no files and load no extensions',
      advice: READABLE,
    };
  return { file: FILE, ...placeOf(sql, told), message: messageOf(exception_message), advice: adviceOf(told) };
}

const READABLE = `expected tables, views and macros of the results; --to FILE writes an answer; ${SCHEMA}`;

function parsed(text: string): DuckDbError | undefined {
  const start = text.indexOf('{"exception_type"');
  if (start < 0) return undefined;
  try {
    return JSON.parse(text.slice(start)) as DuckDbError;
  } catch {
    return undefined;
  }
}

/** The first line; names that DuckDB proposes are in the advice. */
function messageOf(text: string): string {
  return oneLine(text.replace(/\n(?:Did you mean|Candidate)[^]*$| Use "SET [^]*$/, '').replace(/!$/, ''));
}

function oneLine(text: string): string {
  return text
    .trim()
    .replace(/\s*\n\s*/g, '; ')
    .slice(0, MOST_SHOWN);
}

const MOST_SHOWN = 500;

function adviceOf({ error_subtype, type, name = '', exception_message = '' }: DuckDbError): string {
  if (error_subtype === 'MISSING_ENTRY' && type === 'Table')
    return `${suggestOneOf([...Object.keys(tables), ...Object.keys(views)], name)}; ${SCHEMA}`;
  if (error_subtype === 'MISSING_ENTRY' && type === 'Table Function')
    return `${suggestOneOf(Object.keys(macros), name)}; ${SCHEMA}`;
  const candidates = /\nCandidate bindings: ([^\n]*)/.exec(exception_message)?.[1] ?? '';
  const names = [...candidates.matchAll(/"([^"]+)"/g)].map(([, each]) => each);
  if (names.length > 0) return `${suggesting(`expected a column such as ${names.join(', ')}`, name, names)}; ${SCHEMA}`;
  const meant = /\nDid you mean "([^"]+)"/.exec(exception_message)?.[1];
  return meant === undefined ? SCHEMA : `did you mean "${meant}"? ${SCHEMA}`;
}

/** Line, column and text of the place; nothing where DuckDB names none. */
function placeOf(sql: string, { position, name }: DuckDbError) {
  if (position === undefined) return {};
  const before = Buffer.from(sql).subarray(0, Number(position)).toString();
  const lines = before.split('\n');
  const excerpt = sql.split('\n')[lines.length - 1];
  const column = lines[lines.length - 1].length + 1;
  const length = name === undefined ? (/^\w+/.exec(excerpt.slice(column - 1))?.[0].length ?? 1) : name.length;
  return { line: lines.length, column, excerpt, length };
}
