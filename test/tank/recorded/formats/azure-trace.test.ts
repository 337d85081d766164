import { mean } from 'simple-statistics';
import { expect, test } from 'vitest';
import { readTrace } from '../../../../src/tank/recorded/formats/read-trace.js';
import { recorded } from '../../../support/recorded-data.js';

const { file, isMissing, reason } = recorded('azure_llm_2023_conv.csv.gz');

test.skipIf(isMissing)(`the Azure conversation trace of 2023 has its published size and means${reason}`, async () => {
  const { trace, format, skippedRows } = await readTrace(file, { format: undefined, skipBadRows: false });
  expect({ format, skippedRows, requestCount: trace.requestCount }).toEqual({
    format: 'azure_llm',
    skippedRows: 0,
    requestCount: 19_366,
  });
  expect(trace.arrivalMs[trace.requestCount - 1] / 1000).toBeCloseTo(3501.7, 1);
  expect(Math.round(mean([...trace.promptTokens]))).toBe(1155);
  expect(Math.round(mean([...trace.outputTokens]))).toBe(211);
});
