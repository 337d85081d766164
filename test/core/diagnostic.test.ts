import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Diagnostic, formatDiagnostic, InputError, printable } from '../../src/core/diagnostic.js';
import { runs } from '../support/runs.js';

const MISTAKE: Diagnostic = {
  message: 'unknown policy "power_of_too"',
  file: 'scenarios/burst.yaml',
  line: 14,
  column: 11,
  excerpt: '  policy: power_of_too',
  length: 12,
  advice: 'expected one of: least_loaded, random, round_robin',
};

test('a diagnostic shows place, message, the line with the mistake underlined, and what to do', () => {
  expect(formatDiagnostic(MISTAKE)).toBe(
    [
      'scenarios/burst.yaml:14:11: unknown policy "power_of_too"',
      '  14 |   policy: power_of_too',
      '     |           ^^^^^^^^^^^^',
      '  expected one of: least_loaded, random, round_robin',
    ].join('\n'),
  );
});

test('a diagnostic without a place is its message, without a column it shows no line', () => {
  expect(formatDiagnostic({ message: 'no strategy is left' })).toBe('no strategy is left');
  expect(formatDiagnostic({ message: 'too long', file: 'a.yaml', line: 3, excerpt: 'x' })).toBe('a.yaml:3: too long');
});

test('a mistake beyond the end of its line is marked with one caret', () => {
  const atEnd = { message: 'a value is missing', file: 'a.yaml', line: 1, column: 6, excerpt: 'name:', length: 4 };
  expect(formatDiagnostic(atEnd)).toBe('a.yaml:1:6: a value is missing\n  1 | name:\n    |      ^');
});

test('a long line is cut around the mistake, and the caret stays under it', () => {
  const excerpt = `${'a'.repeat(300)}WRONG${'b'.repeat(300)}`;
  const [, shown, caret] = formatDiagnostic({ message: 'm', line: 1, column: 301, excerpt, length: 5 }).split('\n');
  const start = caret.indexOf('^');
  expect(shown.slice(start, start + 5)).toBe('WRONG');
  expect(caret.slice(start)).toBe('^^^^^');
  expect(shown.length).toBeLessThan(120);
});

test('control characters of a file never reach the terminal', () => {
  const escape = '\u001b[31mred';
  const text = formatDiagnostic({ ...MISTAKE, message: escape, excerpt: `\t${escape}\u009b`, advice: escape });
  expect(text.replaceAll('\n', '')).toBe(printable(text.replaceAll('\n', '')));
  expect(printable('a\u0000b\tc\u001bd\u007fe\u009bf')).toBe('a·b·c·d·e·f');
});

test('whatever the file holds, the caret stands under the column', () => {
  const printableText = fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 400 });
  fc.assert(
    fc.property(printableText, fc.nat(399), fc.integer({ min: 1, max: 40 }), (excerpt, at, length) => {
      const column = 1 + (at % excerpt.length);
      const [, shown, caret] = formatDiagnostic({ message: 'm', line: 7, column, excerpt, length }).split('\n');
      const start = caret.indexOf('^');
      const underlined = shown.slice(start, start + caret.slice(start).length);
      expect(excerpt.slice(column - 1, column - 1 + length).startsWith(underlined)).toBe(true);
      expect(underlined).not.toBe('');
    }),
    runs(300),
  );
});

test('an input error carries all mistakes and says them all', () => {
  const error = new InputError([{ message: 'first' }, { message: 'second', advice: 'do this' }]);
  expect(error.message).toBe('first\nsecond\n  do this');
  expect(error.diagnostics).toHaveLength(2);
  expect(error.name).toBe('InputError');
});
