import { existsSync } from 'node:fs';
import path from 'node:path';
import { readTrace } from '../../src/tank/workload/formats/read-trace.js';

const projectRoot = path.join(import.meta.dirname, '..', '..');
const file = path.join(projectRoot, '..', 'shared', 'data', 'azure_llm_2023_conv.csv.gz');

/** The Azure conversation trace of 2023 is not part of the repository: tests on it say so in their title and skip. */
export const isMissing = !existsSync(file);
export const reason = isMissing ? ' (skipped: the trace is not beside the project)' : '';

export async function azureTrace() {
  const { trace } = await readTrace(file, { format: undefined, skipBadRows: false });
  return { ...trace, arrivalMs: trace.arrivalMs.slice(0, trace.requestCount) }; // without the Infinity at the end
}
