import { InputError } from '../../core/index.js';
import { parseValue } from '../scenario/index.js';

/** Most values of a factor. */
const VALUE_LIMIT = 1000;

/** A number with what follows it: a unit, or nothing. */
const NUMBER = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)\s*([^\s\d:].*)?$/i;
const RANGE = /^(.+?)\.\.(.+?)(?::\s*(\d+)\s*(log)?)?$/;

/**
 * The values of a factor as they are typed: `a,b,c`; `a..b` whole numbers from a to b; `a..b:n` n values evenly from a to b;
 * `a..b:n log` evenly on a logarithm. Numbers may carry a unit, `20/s..60/s:5`, and values may be anything that YAML has.
 * @param path of the factor, for messages
 * @throws InputError where they are no values
 */
export function expandValues(text: string, path: string): readonly unknown[] {
  const values = topLevelParts(text).flatMap((part) => expandPart(part.trim(), path));
  if (values.length > VALUE_LIMIT)
    throw mistake(path, text, `has more than ${VALUE_LIMIT} values`, `expected at most ${VALUE_LIMIT}`);
  return values;
}

/** The text between commas that stand in no brackets or quotes. */
function topLevelParts(text: string): readonly string[] {
  const parts = [''];
  let depth = 0;
  let quote = '';
  for (const character of text) {
    if (quote !== '') quote = character === quote ? '' : quote;
    else if (character === '"' || character === "'") quote = character;
    else if ('[{('.includes(character)) depth++;
    else if (')}]'.includes(character)) depth--;
    if (character === ',' && depth === 0 && quote === '') parts.push('');
    else parts[parts.length - 1] += character;
  }
  return parts;
}

function expandPart(part: string, path: string): readonly unknown[] {
  const range = RANGE.exec(part);
  const ends = range === null ? [] : [range[1], range[2]].map((end) => NUMBER.exec(end.trim()));
  const [low, high] = ends;
  if (range === null || low === null || high === null || ends.length === 0)
    return [parseValue(part, `${path}=${part}`)];
  const [lowUnit, highUnit] = [low, high].map((end) => end.at(2) ?? '');
  const unit = highUnit === '' ? lowUnit : highUnit;
  if (lowUnit !== '' && lowUnit !== unit)
    throw mistake(path, part, 'has two units', 'expected one unit at both ends, such as 20/s..60/s:5');
  const [from, to, count, log] = [Number(low[1]), Number(high[1]), range.at(3), range.at(4)];
  const numbers =
    count === undefined
      ? wholeNumbers(from, to, path, part)
      : spaced(from, to, Number(count), log !== undefined, path, part);
  return numbers.map((number) => (unit === '' ? number : `${number}${unit}`));
}

function wholeNumbers(from: number, to: number, path: string, part: string): readonly number[] {
  if (!Number.isInteger(from) || !Number.isInteger(to) || from > to)
    throw mistake(
      path,
      part,
      'is no range of whole numbers',
      'expected a..b with a at most b, or a..b:n for n values evenly',
    );
  const count = Math.min(to - from + 1, VALUE_LIMIT + 1);
  return Array.from({ length: count }, (_, i) => from + i);
}

function spaced(
  from: number,
  to: number,
  count: number,
  isLog: boolean,
  path: string,
  part: string,
): readonly number[] {
  if (count < 2 || count > VALUE_LIMIT)
    throw mistake(path, part, `has ${count} values`, `expected 2 to ${VALUE_LIMIT} after ":"`);
  if (isLog && !(from > 0 && to > 0)) throw mistake(path, part, 'is not above 0', 'expected ends above 0 for log');
  return Array.from({ length: count }, (_, i) => {
    const share = i / (count - 1);
    const value = isLog ? from * (to / from) ** share : from + (to - from) * share;
    return Number(value.toPrecision(10));
  });
}

function mistake(path: string, text: string, what: string, advice: string): InputError {
  return new InputError([{ message: `${path}=${text}: ${what}`, advice }]);
}
