import type { InputError } from '../../../core/index.js';
import { quoted } from '../../../core/input/index.js';
import { knownFormats } from './known-formats.js';
import { NORMAL_COLUMNS } from './normal-form.js';
import { formats } from './registry.js';
import { columnAdvice, mistake } from './text-guard.js';
import { type FormatEntry, headerNames, objectKeys } from './trace-format.js';

/** A file that no format reads: the columns that it lacks of the format it comes nearest to, else the formats. */
export function unknownFormat(path: string, firstLine: string): InputError {
  const isObject = firstLine.startsWith('{');
  const text = isObject ? 'jsonl' : 'csv';
  const found = isObject ? objectKeys(firstLine) : headerNames(firstLine);
  const near = nearestFormat(text, found);
  if (near === undefined) {
    return mistake(path, `the first line ${quoted(firstLine)} matches no known trace format`, knownFormats(), 1);
  }
  const { name, lacking } = near;
  const what = isObject ? 'key' : 'column';
  const columns = `${what}${lacking.length === 1 ? '' : 's'} ${lacking.map(quoted).join(', ')}`;
  const message = `this looks like the format ${name}, but the ${isObject ? 'first object' : 'header'} has no ${columns}`;
  return mistake(path, message, adviceOn(lacking, found, text), 1);
}

type Entry = readonly [name: string, entry: FormatEntry];

/**
 * The format that a file lacks least of: one column where it has others, or only columns that it has by other spellings.
 * The normal form is known by any of its columns.
 */
function nearestFormat(text: 'csv' | 'jsonl', found: readonly string[]) {
  const entries: readonly Entry[] = Object.entries(formats);
  const near = entries.flatMap(([name, { signature }]) => {
    if (signature?.text !== text) return [];
    const { columns } = signature;
    const lacking = columns.filter((column) => !found.includes(column));
    const others = columns.length === 1 ? NORMAL_COLUMNS.filter((column) => found.includes(column)) : columns;
    const hasOthers = lacking.length === 1 && others.length > 1;
    const isRespelt = lacking.length > 0 && lacking.every((column) => respelt(column, found) !== undefined);
    return hasOthers || isRespelt ? [{ name, lacking }] : [];
  });
  return near.sort((a, b) => a.lacking.length - b.lacking.length).at(0);
}

/** The name that differs from a column's in case, blanks and signs alone. */
function respelt(column: string, found: readonly string[]): string | undefined {
  return found.find((name) => lettersOf(name) === lettersOf(column));
}

function lettersOf(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}

function adviceOn(lacking: readonly string[], found: readonly string[], text: 'csv' | 'jsonl'): string {
  const renamed = lacking.map((column) => {
    const name = respelt(column, found);
    return name === undefined ? columnAdvice(column, found) : `rename ${quoted(name)} to ${quoted(column)}`;
  });
  const isTime = lacking.includes('arrival_ms');
  const mapping = isTime
    ? 'name its column of times (--columns arrival_s=NAME); lengths without times belong in workload.lengths of a scenario'
    : `or name the columns that it has: --trace-format ${text} --columns arrival_s=…,prompt_tokens=…,output_tokens=…`;
  return [...(isTime ? [] : renamed), mapping].join('; ');
}
