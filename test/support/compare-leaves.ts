/**
 * Holds the numbers of an older summary.json against a newer one, to the last digit, whatever was added:
 *   npx tsx test/support/compare-leaves.ts OLD NEW
 * A number that has become a measure is its `value`. Prints what differs, and fails where anything does.
 */
import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';

/** Leaves of the older document that the newer one does not have, or not alike, by path. */
export function differingLeaves(older: unknown, newer: unknown, path = ''): string[] {
  if (typeof older === 'number' && isMeasure(newer)) return differingLeaves(older, newer.value, path);
  if (typeof older !== 'object' || older === null) return isDeepStrictEqual(older, newer) ? [] : [path];
  const others = (typeof newer === 'object' && newer !== null ? newer : {}) as Record<string, unknown>;
  return Object.entries(older).flatMap(([key, value]) =>
    differingLeaves(value, others[key], path === '' ? key : `${path}.${key}`),
  );
}

function isMeasure(value: unknown): value is { readonly value: unknown } {
  return typeof value === 'object' && value !== null && 'value' in value;
}

const files = process.argv.slice(2);
if (files.length === 2) {
  const [before, now] = files.map((file) => JSON.parse(readFileSync(file, 'utf8')) as unknown);
  const differing = differingLeaves(before, now);
  console.log(differing.length === 0 ? 'all numbers as before' : differing.join('\n'));
  process.exitCode = differing.length === 0 ? 0 : 1;
}
