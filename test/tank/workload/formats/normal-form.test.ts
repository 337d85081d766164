import { describe, expect, test } from 'vitest';
import { columnsSchema } from '../../../../src/tank/workload/formats/normal-form.js';
import { readTrace } from '../../../../src/tank/workload/formats/read-trace.js';
import { mistakesOf, traceDirectory } from './trace-files.js';

const files = traceDirectory();
const columns = { arrival_s: 'when', prompt_tokens: 'in', output_tokens: 'out' };

describe('a mapping of columns', () => {
  test.each([
    ['csv', 'when,out,in\n5,2,10\n4.5,1,20\n'],
    ['jsonl', '{"when":5,"in":10,"out":2}\n{"when":4.5,"in":20,"out":1}\n'],
  ] as const)('is applied to %s', async (format, text) => {
    const file = await files.write(text);
    const { trace } = await readTrace(file, { format, skipBadRows: false, formatOptions: { columns } });
    expect([...trace.arrivalMs]).toEqual([0, 500, Infinity]);
    expect([...trace.promptTokens, ...trace.outputTokens]).toEqual([20, 10, 1, 2]);
  });

  test('names the columns of the file in messages', async () => {
    const file = await files.write('when,in\n5,ten\n');
    const reading = readTrace(file, { format: 'csv', skipBadRows: false, formatOptions: { columns } });
    expect((await mistakesOf(reading))[0]).toContain(':2:3: in "ten" cannot be used');
  });

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
