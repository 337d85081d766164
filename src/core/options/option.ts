import { expectObject, isWithin, refuseUnknown } from './expect.js';
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
  | { readonly kind: 'id of a model' }
  | { readonly kind: 'one of'; readonly names: readonly string[] };

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

/** One of some names. */
export function oneOf<Name extends string>(byDefault: Name, names: readonly Name[], description: string): Option<Name> {
  return { byDefault, allows: { kind: 'one of', names }, description };
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

/** @returns what was expected in place of a value that is not allowed; undefined where it is */
export function expectedInstead(value: unknown, allows: Allowed): string | undefined {
  switch (allows.kind) {
    case 'flag':
      return typeof value === 'boolean' ? undefined : 'true or false';
    case 'id of a model':
      return typeof value === 'string' ? undefined : 'the id of a model';
    case 'one of':
      return allows.names.includes(value as string) ? undefined : `one of ${allows.names.join(', ')}`;
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
