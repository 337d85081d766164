import { expect, test } from 'vitest';
import { inputError, plan } from './fixture.js';
import { goldenMessagesOf } from './golden-messages.js';
import { MISTAKES } from './mistakes.js';

test('every mistake is told with its place, what was expected, and what to do', async () => {
  const messages = Object.entries(MISTAKES).map(([title, text]) => `# ${title}\n\n${goldenMessagesOf(text)}\n`);
  await expect(messages.join('\n')).toMatchFileSnapshot('golden/diagnostics.txt');
});

test.each(Object.entries(MISTAKES))('%s: the place is inside the file, and every message has its advice', (_, text) => {
  const lines = text.split('\n');
  for (const { line, column, message, advice } of inputError(() => plan(text)).diagnostics) {
    expect(message).not.toContain('nvalid input');
    if (line === undefined || column === undefined) continue;
    expect(line).toBeLessThanOrEqual(lines.length);
    expect(column).toBeLessThanOrEqual(lines[line - 1].length + 1);
    expect(advice ?? message).not.toBe('');
  }
});

test('mistakes come in the order of the file', () => {
  const { diagnostics } = inputError(() => plan(MISTAKES['ten mistakes at once']));
  const lines = diagnostics.map(({ line }) => line ?? 0);
  expect(lines).toHaveLength(10);
  expect(lines).toEqual(lines.toSorted((a, b) => a - b));
});

test('a file with very many mistakes tells the first twenty and how many are left', () => {
  const keys = Array.from({ length: 5_000 }, (_, key) => `k${key}: 1`);
  const { diagnostics } = inputError(() => plan(keys.join('\n')));
  expect(diagnostics).toHaveLength(21);
  expect(diagnostics.at(-1)?.message).toBe('… and 4986 more mistakes');
});
