import { describe, expect, test } from 'vitest';
import { azureLlm } from '../../../../src/tank/recorded/formats/azure-llm.js';
import { recogniseFormat } from '../../../../src/tank/recorded/formats/known-formats.js';
import { emptyRow } from '../../../../src/tank/recorded/formats/trace-format.js';

const row = () => ({ ...emptyRow(), second: NaN, tick: NaN, promptTokens: NaN, outputTokens: NaN });
const decode = (time: string, prompt = '374', output = '44') => {
  const decoded = row();
  const format = azureLlm.create?.({}, '');
  if (format?.text !== 'csv') throw new Error('it is CSV');
  return format.decode([time, prompt, output], [0, 1, 2], decoded) ?? decoded;
};
const MIDNIGHT = Date.UTC(2024, 4, 12) / 1000;

test.each([
  ['2024-05-12 00:00:00.0000001', 0, 1],
  ['2024-05-12 18:15:46.6805900', 65_746, 6_805_900],
  ['2024-05-12 00:00:00.001163+00:00', 0, 11_630],
  ['2024-05-12 00:00:00+00:00', 0, 0],
  ['2024-05-12 00:00:00', 0, 0],
  ['2024-05-12 00:00:01.5Z', 1, 5_000_000],
  ['2024-05-12 23:59:59.9999999Z', 86_399, 9_999_999],
])('the time %s is %d s and %d ticks of 100 ns into the day', (time, second, tick) => {
  expect(decode(time)).toMatchObject({ second: MIDNIGHT + second, tick, promptTokens: 374, outputTokens: 44 });
});

test('the 29th of February is a day in leap years', () => {
  expect(decode('2024-02-29 00:00:00')).toMatchObject({ second: Date.UTC(2024, 1, 29) / 1000 });
  expect(decode('2023-02-29 00:00:00')).toMatchObject({ column: 'TIMESTAMP' });
});

test.each([
  '',
  'yesterday',
  '2024-05-12',
  '2024-13-12 00:00:00',
  '2024-00-12 00:00:00',
  '2024-05-00 00:00:00',
  '2024-04-31 00:00:00',
  '2024-05-12 24:00:00',
  '2024-05-12 00:60:00',
  '2024-05-12 00:00:60',
  '2024-05-12 00:00:00.',
  '2024-05-12 00:00:00 UTC',
  '2024-05-12 00:00:0x',
  '0024-05-12 00:00:00',
  ' 2024-05-12 00:00:00',
])('%j is not a time', (time) => {
  expect(decode(time)).toEqual({
    column: 'TIMESTAMP',
    message: `TIMESTAMP ${JSON.stringify(time)} is not a date and time`,
    expected: expect.stringContaining(
      'expected a date and time with up to 9 decimals, such as 2023-11-16 18:15:46.68',
    ) as string,
  });
});

describe('token counts', () => {
  test('from 1 to 10 million are accepted', () => {
    expect(decode('2024-05-12 00:00:00', '1', '10000000')).toMatchObject({ promptTokens: 1, outputTokens: 10_000_000 });
  });

  test.each(['', '0', '-5', '1.5', '1e3', '10000001', '99999999999999999999', 'NaN', '12 ', '0x10'])(
    '%j is refused, with the name of the column',
    (count) => {
      const expected = 'expected a whole number from 1 to 10000000';
      const message = (column: string) => `${column} ${JSON.stringify(count)} is not a number of tokens`;
      expect(decode('2024-05-12 00:00:00', count)).toEqual({
        column: 'ContextTokens',
        message: message('ContextTokens'),
        expected,
      });
      expect(decode('2024-05-12 00:00:00', '1', count)).toEqual({
        column: 'GeneratedTokens',
        message: message('GeneratedTokens'),
        expected,
      });
    },
  );
});

test('the format is recognised by its columns, in any order, quoted or not, among others', () => {
  expect(recogniseFormat('TIMESTAMP,ContextTokens,GeneratedTokens')).toBe('azure_llm');
  expect(recogniseFormat('Model,GeneratedTokens,TIMESTAMP,ContextTokens')).toBe('azure_llm');
  expect(recogniseFormat('"TIMESTAMP","ContextTokens","GeneratedTokens"')).toBe('azure_llm');
  expect(recogniseFormat('TIMESTAMP,ContextTokens')).toBeUndefined();
  expect(recogniseFormat('')).toBeUndefined();
});
