import { expect, test } from 'vitest';
import { z } from 'zod';
import { InputError } from '../../../src/core/diagnostic.js';
import { readText } from '../../../src/core/input/read-text.js';
import { schemaMistakes } from '../../../src/core/input/schema-mistakes.js';
import { yamlSource } from '../../../src/core/input/yaml-source.js';

const kind = { noun: 'configuration', hint: 'docs/gateway.md has one' };

const adviceOf = (error: unknown) => (error instanceof InputError ? error.diagnostics[0].advice : error);
const adviceOn = (text: string) => {
  try {
    return yamlSource(text, 'gateway.yaml', kind);
  } catch (error) {
    return adviceOf(error);
  }
};

test('messages on a file call it what it is to hold', async () => {
  expect(adviceOn('')).toBe('expected a configuration; docs/gateway.md has one');
  expect(adviceOn('a: 1\n---\nb: 2')).toBe('expected one configuration: put each in its own file');
  expect(adviceOn('%FOO\n---\na: 1')).toBe('remove the line: a configuration is YAML 1.2');
  expect(adviceOn('['.repeat(100))).toBe('expected a much smaller configuration: is this the right file?');
  expect(await readText('nowhere.yaml', kind).catch(adviceOf)).toBe(
    'expected the path of a configuration file; docs/gateway.md has one',
  );
});

test('a mistake of the whole names it', () => {
  const [{ message }] = schemaMistakes(z.strictObject({}), 5, 5, [], kind.noun);
  expect(message).toBe('the configuration cannot be 5');
});
