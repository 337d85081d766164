import type { ClientPool } from '../../../../src/tank/recorded/client-pool/client-pool.js';
import { readPool } from '../../../../src/tank/recorded/client-pool/read-pool.js';
import type { traceDirectory } from '../formats/trace-files.js';

/** Windows and lengths of a client as a pool file has them. */
export interface ClientLine {
  readonly client: unknown;
  readonly windows: unknown;
  readonly datasets: unknown;
}

export type Pair = readonly [tokens: number, probability: number];

export function gammaWindow(startS: number, ratePerS: number, shape = 1): unknown[] {
  return [startS, ratePerS, 1 / Math.sqrt(shape), 'Gamma', shape, 1 / (ratePerS * shape)];
}

export function lengths(startS: number, prompts: readonly Pair[], outputs: readonly Pair[]): unknown {
  return { t: startS, input_tokens: prompts, output_tokens: outputs };
}

/** Reads a pool that is written out as lines. */
export async function poolOf(
  files: ReturnType<typeof traceDirectory>,
  lines: readonly ClientLine[],
): Promise<ClientPool> {
  return readPool(await files.write(lines.map((line) => JSON.stringify(line)).join('\n')));
}
