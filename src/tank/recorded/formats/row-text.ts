const EXCERPT_CHARACTERS = 1000;

/** The text of a row as a diagnostic shows it: on one line, and cut when it is long. */
export function excerptOf(text: string): string {
  return text
    .slice(0, EXCERPT_CHARACTERS)
    .replace(/[\r\n]+$/, '')
    .replace(/[\r\n]+/g, ' ');
}

/**
 * Where a field stands in the excerpt of its row, quotes included.
 * @param index number of the field, from 0
 * @returns column from 1 and length of at least 1, undefined when the excerpt was cut before the field
 * @example fieldSpan('7,"a,b",3', 1) // { column: 3, length: 5 }
 */
export function fieldSpan(excerpt: string, index: number): { column: number; length: number } | undefined {
  let start = 0;
  for (let field = 0; field < index; field++) start = fieldEnd(excerpt, start) + 1;
  return start > excerpt.length
    ? undefined
    : { column: start + 1, length: Math.max(1, fieldEnd(excerpt, start) - start) };
}

/** @returns the index after the last character of the field that starts at `start`; a comma inside quotes is part of it */
function fieldEnd(excerpt: string, start: number): number {
  const isQuoted = excerpt[start] === '"';
  const delimiter = excerpt.indexOf(isQuoted ? '",' : ',', start + (isQuoted ? 1 : 0));
  return delimiter === -1 ? excerpt.length : delimiter + (isQuoted ? 1 : 0);
}
