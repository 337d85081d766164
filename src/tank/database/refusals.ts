import { InputError } from '../../core/index.js';

/** Statements that are refused, and why. (Apart from mistakes in them, whose words load much that their process can do without.) */

export const SCHEMA = 'wavetank query --schema lists tables, columns, views and macros';

/** What stands for the name of a file in the place of a mistake. */
export const FILE = 'SQL';

export function noQuestion(): InputError {
  return mistake('there is no statement', `expected SQL such as "SELECT * FROM best_strategy"; ${SCHEMA}`);
}

export function notOne(count: number): InputError {
  return mistake(
    `${count} statements were given, expected one`,
    'ask one after the other; PIVOT counts as one if ON … IN (…) names its columns',
  );
}

export function onlyReads(kind: string): InputError {
  const message = `${kind} is not allowed: the database is made from the folders of results, and only read`;
  return mistake(
    message,
    'expected SELECT, WITH, FROM, DESCRIBE, SHOW or SUMMARIZE; --to FILE writes an answer to a file',
  );
}

export function wrongMistake(message: string): InputError {
  return mistake(
    message,
    'write values into the statement; ask for fewer rows or columns, or write them with --to FILE',
  );
}

function mistake(message: string, advice: string): InputError {
  return new InputError([{ file: FILE, message, advice }]);
}

export const MEMORY = 'ask for less, or give it more, such as --memory 4GB';
