import { distance } from 'fastest-levenshtein';

/** Advice on names that a user gives: those there are, and the nearest one. */

const LISTED_NAMES = 30; // names that advice lists before it stops

const EXPECTED_ONE_OF = 'expected one of: ';

/** Advice that lists the allowed names: `expected one of: a, b`. */
export function expectedOneOf(names: readonly string[]): string {
  return EXPECTED_ONE_OF + listed(names);
}

/** Names as a list, which stops when it gets long. */
export function listed(names: readonly string[]): string {
  const more = names.length > LISTED_NAMES ? [`… (${names.length} in all)`] : [];
  return [...names.slice(0, LISTED_NAMES), ...more].join(', ');
}

/** @returns the names of advice that lists some, else undefined */
export function namesIn(advice: string): readonly string[] | undefined {
  return advice.startsWith(EXPECTED_ONE_OF) ? advice.slice(EXPECTED_ONE_OF.length).split(', ') : undefined;
}

/** Advice with the nearest of the allowed names, where one is near: `… Did you mean "least_loaded"?` */
export function suggesting(advice: string, name: unknown, names: readonly string[] = namesIn(advice) ?? []): string {
  const nearest = typeof name === 'string' ? nearestName(name, names) : undefined;
  return nearest === undefined ? advice : `${advice}. Did you mean "${nearest}"?`;
}

/** Advice that lists the allowed names, with the nearest one. */
export function suggestOneOf(names: readonly string[], name: string): string {
  return suggesting(expectedOneOf(names), name, names);
}

const LONGEST_NAME = 200;

function nearestName(name: string, names: readonly string[]): string | undefined {
  if (name.length > LONGEST_NAME) return undefined;
  const limit = Math.min(Math.max(2, name.length / 3), name.length - 1); // at least one character is right
  let nearest: string | undefined;
  let least = limit;
  for (const candidate of names) {
    if (candidate.length - name.length > limit) continue; // names in a file may be very long
    const steps = distance(name, candidate);
    if (steps < least || (steps === least && nearest === undefined)) {
      nearest = candidate;
      least = steps;
    }
  }
  return nearest;
}
