import { shownKind } from './shown-kind.js';

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
  if (typeof (given ?? false) === 'boolean') return;
  throw new TypeError(`${what} is ${shownKind(given)}: expected true or false`);
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

export function isWithin(value: unknown, min: number, max: number): value is number {
  return typeof value === 'number' && value >= min && value <= max;
}
