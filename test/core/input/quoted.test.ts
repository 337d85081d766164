import { expect, test } from 'vitest';
import { quoted } from '../../../src/core/input/quoted.js';

test.each([
  ['lognorml', '"lognorml"'],
  ['a\nb', String.raw`"a\nb"`],
  ['', '""'],
  [5, '5'],
  [null, 'null'],
  [false, 'false'],
  [[1], 'a list'],
  [{ kind: 'x' }, 'a mapping'],
])('%j is shown as %s', (value, expected) => {
  expect(quoted(value)).toBe(expected);
});

test('a long text is cut', () => {
  expect(quoted('x'.repeat(1000))).toBe(`"${'x'.repeat(60)}…"`);
});
