import type { z } from 'zod';
import { expectedOneOf, namesIn, suggesting } from './name-advice.js';
import { quoted } from './quoted.js';
import type { Mistake } from './mistake.js';
import { type Path, pathText, valueAt } from './source.js';

type Issue = z.core.$ZodIssue;

/**
 * What is wrong with a value by its schema. The message of a zod issue is taken as advice ("expected …"), or as
 * "what is wrong; expected …"; the value is quoted and the place named here.
 * @param root the value that holds it, for quoting
 * @param base path from the root to the value that the schema is for
 * @param noun what the root is
 */
export function schemaMistakes(
  schema: z.ZodType,
  value: unknown,
  root: unknown,
  base: Path = [],
  noun = 'value',
): Mistake[] {
  const result = schema.safeParse(value, { error: adviceOn });
  return result.success ? [] : result.error.issues.flatMap((issue) => issueMistakes(issue, base, root, noun));
}

/** Advice on issues whose schema gives none. */
function adviceOn(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'unrecognized_keys': {
      const { shape = {} } = (issue.inst ?? {}) as { readonly shape?: object }; // of whichever copy of zod
      const keys = Object.keys(shape).sort();
      return keys.length === 0 ? 'expected no keys here' : expectedOneOf(keys);
    }
    case 'invalid_type':
      return `expected ${TYPE_NAMES.get(issue.expected) ?? issue.expected}`;
    case 'invalid_value':
      return issue.values.length === 1
        ? `expected ${String(issue.values[0])}`
        : expectedOneOf(issue.values.map(String));
    case 'invalid_union':
      return Array.isArray(issue.options) ? expectedOneOf(issue.options.map(String)) : '';
    default:
      return undefined;
  }
}

const TYPE_NAMES = new Map<string, string>([
  ['object', 'a mapping (keys and values)'],
  ['record', 'a mapping (keys and values)'],
  ['array', 'a list'],
  ['string', 'text'],
  ['number', 'a number'],
  ['boolean', 'true or false'],
]);

function issueMistakes(issue: Issue, base: Path, root: unknown, noun: string): Mistake[] {
  const path = [...base, ...issue.path];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: [...path, key],
      part: 'key',
      message: `unknown key ${quoted(key)}${path.length === 0 ? '' : ` in ${pathText(path)}`}`,
      advice: key === '<<' ? 'merge keys are not supported: write the keys out' : suggesting(issue.message, key),
    }));
  }
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const branch = closestBranch(issue);
    if (branch !== undefined) return branch.flatMap((inner) => issueMistakes(inner, path, root, noun));
  }
  return [valueMistake(issue, path, root, noun)];
}

/**
 * The alternative of a union that the value comes closest to, in whose words its mistakes are told: one that takes
 * exception to parts of it, else one that knows a list of names, unless the union has a message of its own.
 */
function closestBranch(issue: z.core.$ZodIssueInvalidUnion): Issue[] | undefined {
  const inside = issue.errors.find((branch) => branch.some((i) => i.path.length > 0 || i.code === 'unrecognized_keys'));
  if (inside !== undefined || issue.message !== '') return inside;
  return issue.errors.find((branch) => branch.some((i) => i.code === 'invalid_value')) ?? issue.errors[0];
}

function valueMistake(issue: Issue, path: Path, root: unknown, noun: string): Mistake {
  const { exists, value } = valueAt(root, path);
  const [wrong, advice] = split(issue.message);
  const key = path.at(-1);
  if (!exists && typeof key === 'string') {
    const parent = path.slice(0, -1);
    const message = `missing key ${quoted(key)}${parent.length === 0 ? '' : ` in ${pathText(parent)}`}`;
    return { path, part: 'key', message, advice };
  }
  if (wrong !== undefined) return { path, part: 'value', message: wrong, advice: suggesting(advice, value) };
  if (namesIn(advice) !== undefined && value !== null) {
    return {
      path,
      part: 'value',
      message: `unknown ${nounOf(path)} ${quoted(value)}`,
      advice: suggesting(advice, value),
    };
  }
  const quotes = expectsText(issue) && (typeof value === 'number' || typeof value === 'boolean');
  return {
    path,
    part: 'value',
    message: `${path.length === 0 ? `the ${noun}` : pathText(path)} cannot ${shown(value, issue)}`,
    advice: quotes ? `${advice}: write it in quotes, "${value}"` : advice,
  };
}

/** Splits "what is wrong; expected …" in two. */
function split(message: string): [wrong: string | undefined, advice: string] {
  const end = message.startsWith('expected') ? -1 : message.indexOf('; expected');
  return end < 0 ? [undefined, message] : [message.slice(0, end), message.slice(end + 2)];
}

/** What a name is the name of: the key that it stands at. */
function nounOf(path: Path): string {
  const key = String(path.findLast((step) => typeof step === 'string'));
  return NOUNS.get(key) ?? key;
}

const NOUNS = new Map([
  ['compare', 'measure'],
  ['strategies', 'policy'],
]);

function expectsText(issue: Issue): boolean {
  return issue.code === 'invalid_type' && issue.expected === 'string';
}

const PLAIN: ReadonlySet<string> = new Set(['string', 'number', 'boolean']);

function shown(value: unknown, issue: Issue): string {
  if (value === null || value === undefined) return 'be empty';
  if (typeof value !== 'object') return `be ${PLAIN.has(typeof value) ? quoted(value) : `a ${typeof value}`}`;
  if (Array.isArray(value)) return value.length === 0 ? 'be an empty list' : `be a list of ${value.length}`;
  if (Object.keys(value).length === 0) return 'be an empty mapping';
  return issue.code === 'custom' ? 'have these values' : 'be a mapping';
}
