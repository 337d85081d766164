import { type Document, parseDocument, visit } from 'yaml';
import { InputError } from '../../../core/index.js';

/** A value for a place of a scenario, given from outside. */
export interface Assignment {
  /** As it is typed: keys joined by dots, entries of lists by their names. @example 'fleet.models.large.replicas' */
  readonly path: string;
  readonly value: unknown;
}

/** What an assignment is called where it is wrong. @example '--set workload.arrivals.rate=20/s' */
export function assignmentText({ path, value }: Assignment): string {
  return `--set ${path}=${typeof value === 'string' ? value : JSON.stringify(value)}`;
}

/** Characters of a path, and of a value as text. */
const LONGEST_PATH = 500;
const LONGEST_VALUE = 10_000;

/**
 * @param text `PATH=VALUE`, the value as in YAML: a number, text, true or false, or a list or mapping in brackets
 * @throws InputError where it is neither
 */
export function parseAssignment(text: string): Assignment {
  const { path, value } = splitAssignment(text);
  return { path, value: parseValue(value, text) };
}

/**
 * The two sides of `PATH=VALUE`, the value as text.
 * @throws InputError where there are not two
 */
export function splitAssignment(text: string): { readonly path: string; readonly value: string } {
  const equals = text.indexOf('=');
  const [path, value] = [text.slice(0, equals).trim(), text.slice(equals + 1).trim()];
  if (equals < 0 || path === '' || value === '' || path.length > LONGEST_PATH || value.length > LONGEST_VALUE) {
    const message = `--set ${text.slice(0, 80)} is no assignment`;
    throw new InputError([{ message, advice: 'expected PATH=VALUE, such as workload.arrivals.rate=20/s' }]);
  }
  return { path, value };
}

/**
 * A value as YAML means it.
 * @param of the assignment that it stands in
 * @throws InputError where it is no YAML
 */
export function parseValue(text: string, of: string): unknown {
  const document = parseDocument(text, { version: '1.2', schema: 'core' });
  const wrong = [...document.errors, ...document.warnings].at(0)?.message ?? aliasesIn(text, document);
  if (wrong === undefined) return document.toJS() as unknown;
  const message = `--set ${of.slice(0, 80)}: the value cannot be read: ${wrong.split('\n')[0]}`;
  throw new InputError([{ message, advice: 'expected a value as in YAML; put text with ": ", "#" or "*" in quotes' }]);
}

function aliasesIn(text: string, document: Document): string | undefined {
  let found: string | undefined;
  visit(document, { Alias: () => void (found = `${JSON.stringify(text)} has an alias`) });
  return found;
}

/**
 * The steps of a path: keys and names, divided by dots; a name with a dot stands in brackets.
 * @example pathSteps('fleet.models[gpt-4.1].replicas') // ['fleet', 'models', 'gpt-4.1', 'replicas']
 * @returns undefined where it is no path
 */
export function pathSteps(path: string): readonly string[] | undefined {
  const steps: string[] = [];
  let rest = `.${path}`;
  while (rest !== '') {
    const match = /^(?:\.([^.[\]]+)|\[([^\]]+)\])/.exec(rest);
    if (match === null) return undefined;
    const step = match[1] || match[2];
    if (step === '__proto__') return undefined;
    steps.push(step);
    rest = rest.slice(match[0].length);
  }
  return steps;
}
