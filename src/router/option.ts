import { shownKind } from './shown-kind.js';

/** What an option of a router may be. */
export type Allowed =
  | { readonly kind: 'flag' }
  | { readonly kind: 'number'; readonly min: number; readonly max: number }
  | { readonly kind: 'whole number'; readonly min: number; readonly max: number }
  /** Above 0 and at most 1. */
  | { readonly kind: 'share above 0' }
  /** Above 0 and at most 1, or `off`. */
  | { readonly kind: 'share or off' }
  | { readonly kind: 'id of a model' };

/** The one declaration of an option: checks, forms and their texts derive from it. */
export interface Option<Value> {
  readonly byDefault: Value;
  readonly allows: Allowed;
  /** For people, in a line. */
  readonly description: string;
}

/** The declarations of a set of options. */
export type OptionsOf<Values> = { readonly [Key in keyof Values]: Option<Values[Key]> };

/** Longest number that an option may have where nothing bounds it. */
const NUMBER_LIMIT = 1e12;

export function flag(byDefault: boolean, description: string): Option<boolean> {
  return { byDefault, allows: { kind: 'flag' }, description };
}

export function number(byDefault: number, description: string, min = 0, max = NUMBER_LIMIT): Option<number> {
  return { byDefault, allows: { kind: 'number', min, max }, description };
}

/** From 0 to 1. */
export function share(byDefault: number, description: string): Option<number> {
  return number(byDefault, description, 0, 1);
}

/** Above 0 and at most 1. */
export function shareAboveZero(byDefault: number, description: string): Option<number> {
  return { byDefault, allows: { kind: 'share above 0' }, description };
}

export function wholeNumber(byDefault: number, description: string, min: number, max: number): Option<number> {
  return { byDefault, allows: { kind: 'whole number', min, max }, description };
}

export function shareOrOff(byDefault: number, description: string): Option<number | 'off'> {
  return { byDefault, allows: { kind: 'share or off' }, description };
}

/** Empty for none. */
export function modelId(description: string): Option<string> {
  return { byDefault: '', allows: { kind: 'id of a model' }, description };
}

/** Options as they are given: what is left out, or undefined, has its default. */
export type Given<Options> = { readonly [Key in keyof Options]?: Options[Key] | undefined };

/**
 * Options with their defaults; one that is undefined has its default.
 * @param of for messages: whose options they are
 * @throws RangeError naming the option that there is not, or that is not what it may be
 */
export function checkedAgainst<Options extends object>(
  declared: OptionsOf<Options>,
  given: Given<Options>,
  of: string,
): Options {
  const keys = Object.keys(declared) as (keyof Options & string)[];
  expectObject(given, `options of ${of}`, `an object with ${keys.join(', ')}`);
  refuseUnknown(given, keys, of);
  const options = Object.fromEntries(keys.map((key) => [key, given[key] ?? declared[key].byDefault]));
  for (const key of keys) {
    const expected = expectedInstead(options[key], declared[key].allows);
    if (expected !== undefined) throw new RangeError(`${key} is ${shownKind(options[key])}: expected ${expected}`);
  }
  return options as Options;
}

/** @throws TypeError where it is no object, RangeError naming a key that there is not */
export function refuseUnknown(given: unknown, keys: readonly string[], of: string): asserts given is object {
  expectObject(given, of, `an object with ${keys.join(', ')}`);
  const unknown = Object.keys(given).find((key) => !keys.includes(key));
  if (unknown !== undefined) throw new RangeError(`${of} has no option "${unknown}": ${similar(unknown, keys)}`);
}

/** @throws TypeError where it is none */
export function expectObject(given: unknown, what: string, expected: string): asserts given is object {
  if (typeof given === 'object' && given !== null && !Array.isArray(given)) return;
  throw new TypeError(`${what} is ${shownKind(given)}: expected ${expected}`);
}

/** @throws TypeError where it is none */
export function expectList(given: unknown, what: string): void {
  if (!Array.isArray(given)) throw new TypeError(`${what} is ${shownKind(given)}: expected a list`);
}

/** @throws TypeError where it is no text, or an empty one */
export function expectText(given: unknown, what: string, expected: string): asserts given is string {
  if (typeof given === 'string' && given !== '') return;
  throw new TypeError(`${what} is ${shownKind(given)}: expected ${expected}`);
}

/** @throws RangeError where it is no number from 0 to 1 */
export function expectShare(given: unknown, what: string): void {
  if (!isWithin(given, 0, 1)) throw new RangeError(`${what} is ${shownKind(given)}: expected a number from 0 to 1`);
}

/** @throws TypeError where it is neither a flag nor left out */
export function expectFlag(given: unknown, what: string): asserts given is boolean | undefined {
  const expected = expectedInstead(given ?? false, { kind: 'flag' });
  if (expected !== undefined) throw new TypeError(`${what} is ${shownKind(given)}: expected ${expected}`);
}

/** What was meant: the same letters in another form, or one of all. */
function similar(name: string, known: readonly string[]): string {
  const letters = (text: string) =>
    text
      .toLowerCase()
      .replace(/[^a-z]/g, '')
      .replace(/s$/, '');
  const meant = known.find((key) => letters(key) === letters(name));
  return meant === undefined ? `expected one of ${known.join(', ')}` : `did you mean "${meant}"?`;
}

/** @returns what was expected in place of a value that is not allowed; undefined where it is */
export function expectedInstead(value: unknown, allows: Allowed): string | undefined {
  switch (allows.kind) {
    case 'flag':
      return typeof value === 'boolean' ? undefined : 'true or false';
    case 'id of a model':
      return typeof value === 'string' ? undefined : 'the id of a model';
    case 'share above 0':
      return isWithin(value, 0, 1) && value > 0 ? undefined : 'a number above 0 and at most 1';
    case 'share or off':
      return value === 'off' || (isWithin(value, 0, 1) && value > 0)
        ? undefined
        : 'a number above 0 and at most 1, or "off"';
    default: {
      const { kind, min, max } = allows;
      const fits = isWithin(value, min, max) && (kind === 'number' || Number.isInteger(value));
      return fits ? undefined : `a ${kind} from ${min} to ${max}`;
    }
  }
}

function isWithin(value: unknown, min: number, max: number): value is number {
  return typeof value === 'number' && value >= min && value <= max;
}
