import { describe, expect, test } from 'vitest';
import { columnsSchema } from '../../../../src/tank/scenario/form/columns-schema.js';

const columns = { arrival_s: 'when', prompt_tokens: 'in', output_tokens: 'out' };

describe('a mapping of columns', () => {
  test.each([{}, columns, { arrival_ms: 'x'.repeat(200) }, { tenant: 'customer', arrival_ms: 't' }])(
    'may be %j',
    (mapping) => {
      expect(columnsSchema().parse(mapping)).toEqual(mapping);
    },
  );

  test.each([
    [{ arrival: 'when' }, 'arrival'],
    [{ arrival_ms: '' }, 'expected 1 to 200 characters'],
    [{ arrival_ms: 'x'.repeat(201) }, 'expected 1 to 200 characters'],
    [{ arrival_ms: 3 }, 'expected the name of a column'],
    [{ arrival_ms: 'a', arrival_s: 'b' }, 'expected one of arrival_ms and arrival_s, not both'],
  ])('may not be %j', (mapping, message) => {
    expect(() => columnsSchema().parse(mapping)).toThrow(message);
  });
});
