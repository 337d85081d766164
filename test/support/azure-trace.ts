import { readTrace } from '../../src/tank/recorded/formats/read-trace.js';
import { recorded } from './recorded-data.js';

/** The Azure conversation trace of 2023. */
export const { file, isMissing, reason } = recorded('azure_llm_2023_conv.csv.gz');

export async function azureTrace() {
  const { trace } = await readTrace(file, { format: undefined, skipBadRows: false });
  return { ...trace, arrivalMs: trace.arrivalMs.slice(0, trace.requestCount) }; // without the Infinity at the end
}
