import fc from 'fast-check';
import { expect, test } from 'vitest';
import { InputError } from '../../../src/core/diagnostic.js';
import { planFromObject } from '../../../src/tank/scenario/index.js';
import { repetitions, runs } from '../../support/runs.js';
import { plan, SCENARIO } from './fixture.js';

/** A text becomes a plan, or mistakes at places inside it; it never ends otherwise. */
function isUnderstood(text: string): void {
  try {
    plan(text);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const lines = text.replace(/^\uFEFF/, '').split('\n');
    expect(error.message.length).toBeGreaterThan(0);
    for (const { line, column, excerpt } of error.diagnostics) {
      if (line === undefined || column === undefined) continue;
      expect(lines[line - 1].replace(/\r$/, '')).toBe(excerpt);
      expect(column).toBeGreaterThanOrEqual(1);
      expect(column).toBeLessThanOrEqual(lines[line - 1].length + 1);
    }
  }
}

const SIGNS = '&*!|>%@{}[],:?-#"\'\n\t <~0.e';
const place = fc.nat(SCENARIO.length);
const edit = fc.oneof(
  fc.record({ at: place, cut: fc.integer({ min: 1, max: 40 }), insert: fc.constant('') }),
  fc.record({ at: place, cut: fc.nat(3), insert: fc.string({ unit: 'binary', maxLength: 6 }) }),
  fc.record({
    at: place,
    cut: fc.nat(3),
    insert: fc.string({ unit: fc.mapToConstant({ num: SIGNS.length, build: (i) => SIGNS[i] }) }),
  }),
  fc
    .tuple(place, place, fc.nat(60))
    .map(([at, from, length]) => ({ at, cut: 0, insert: SCENARIO.slice(from, from + length) })),
);

test('a damaged scenario is a plan or a list of mistakes at places inside it', () => {
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) => {
      isUnderstood(
        edits.reduce((text, { at, cut, insert }) => text.slice(0, at) + insert + text.slice(at + cut), SCENARIO),
      );
    }),
    runs(1000, 40),
  );
});

test('any text is a list of mistakes at places inside it', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 400 }), isUnderstood), runs(1000, 40));
});

test('any value at any place of a scenario is a plan or a list of mistakes', () => {
  const lines = SCENARIO.split('\n').map((line, index) => ({ line, index }));
  const keyed = lines.filter(({ line }) => /^ *[a-z_]+:/.test(line)).map(({ index }) => index);
  fc.assert(
    fc.property(fc.constantFrom(...keyed), fc.jsonValue({ maxDepth: 4 }), (index, value) => {
      const text = lines.map(({ line }, i) => (i === index ? line.replace(/:.*/, `: ${JSON.stringify(value)}`) : line));
      isUnderstood(text.join('\n'));
    }),
    runs(1000, 40),
  );
});

test('any object is a plan or a list of mistakes', () => {
  const whatever = fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true });
  const service = { kind: 'exponential', mean: '1s' };
  const scenario = fc.record({
    schema: fc.constant('wavetank.scenario/1'),
    name: fc.oneof(fc.constant('any'), whatever),
    fleet: fc.oneof(fc.record({ models: fc.array(fc.oneof(fc.record({ id: fc.string() }), whatever)) }), whatever),
    workload: fc.oneof(fc.dictionary(fc.constantFrom('arrivals', 'requests', 'trace', 'duration'), whatever), whatever),
    service: fc.oneof(fc.constant(service), whatever),
    strategies: fc.oneof(
      fc.array(fc.oneof(fc.constant('random'), fc.record({ options: whatever }), whatever)),
      whatever,
    ),
    events: fc.oneof(fc.array(whatever), whatever),
  });
  fc.assert(
    fc.property(fc.oneof(scenario, whatever), (object) => {
      try {
        planFromObject(object);
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
      }
    }),
    runs(1000, 40),
  );
});

const KIBIBYTES = repetitions(256, 1024);
const BYTES = KIBIBYTES * 1024;
const repeat = (unit: string) => unit.repeat(BYTES / unit.length);
const count = (unit: (index: number) => string, limit: number) =>
  Array.from({ length: limit }, (_, i) => unit(i)).join('');

test.each<[what: string, text: string]>([
  ['brackets', repeat('[')],
  ['braces', repeat('{a: ')],
  ['dashes', repeat('- ')],
  ['question marks', repeat('? ')],
  ['indentation', count((i) => `${' '.repeat(i)}a:\n`, 1400)],
  ['keys', count((i) => `key_${i}: 1\n`, 80_000)],
  ['the same key', repeat('a: 1\n')],
  ['anchors', count((i) => `- &a${i} x\n`, 70_000)],
  ['aliases', `x: &x 1\ny:\n${'- *x\n'.repeat(200_000)}`],
  ['anchors with aliases', count((i) => `- &a${i} [*a${i - 1}]\n`, 50_000)],
  ['syntax mistakes', repeat('a: @x\n')],
  ['a word', repeat('x')],
  ['an open quote', `a: "${repeat('x')}`],
  ['tags', repeat('- !x y\n')],
  ['documents', repeat('---\n')],
  ['directives', repeat('%YAML 1.1\n')],
  ['spaces', repeat(' ')],
  ['commas', `a: [${repeat(',')}`],
  ['events', SCENARIO + count((i) => `  - { at: 1s, endpoint: smal/${i}, speed: 2 }\n`, 20_000)],
  ['wrong events', SCENARIO + count((i) => `  - { at: 1s, endpoint: smal/${i}, spee: 2 }\n`, 990)],
])(`${KIBIBYTES} KiB of %s are refused in time`, (_, text) => {
  const start = performance.now();
  expect(() => plan(text.slice(0, BYTES))).toThrow(InputError);
  expect(performance.now() - start).toBeLessThan(10_000);
});
