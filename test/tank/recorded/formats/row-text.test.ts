import { expect, test } from 'vitest';
import { excerptOf, fieldSpan } from '../../../../src/tank/recorded/formats/row-text.js';

test.each([
  ['7,"a,b",3', 0, { column: 1, length: 1 }],
  ['7,"a,b",3', 1, { column: 3, length: 5 }],
  ['7,"a,b",3', 2, { column: 9, length: 1 }],
  ['7,,3', 1, { column: 3, length: 1 }],
  ['7,8', 1, { column: 3, length: 1 }],
  ['7,8,', 2, { column: 5, length: 1 }],
  ['"7","8"', 1, { column: 5, length: 3 }],
  ['"7,8', 0, { column: 1, length: 4 }],
])('in %s the field %d stands at %o', (excerpt, index, span) => {
  expect(fieldSpan(excerpt, index)).toEqual(span);
});

test('a field after the end of the excerpt has no place', () => {
  expect(fieldSpan('7,8', 2)).toBeUndefined();
});

test('an excerpt is one line of at most 1,000 characters', () => {
  expect(excerptOf('a,b\r\n')).toBe('a,b');
  expect(excerptOf('"a\r\nb",c\n')).toBe('"a b",c');
  expect(excerptOf('x'.repeat(5000))).toHaveLength(1000);
});
