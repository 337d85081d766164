import type { EngineRequests } from '../../../src/tank/simulation/backends/llm/engine-types.js';

/** A request as a case describes it. */
export interface Sizes {
  readonly promptTokens: number;
  readonly outputTokens: number;
  /** The stream that prompt and answer are the beginning of, behind a shared prompt if there is one; its own by default. */
  readonly stream?: string;
  readonly shared?: { readonly name: string; readonly blocks: number } | undefined;
}

/** Requests as engines take them; with paths if there is prefix caching. */
export function requestsOf(sizes: readonly Sizes[], blockTokens: number, prefixCaching: boolean): EngineRequests {
  return {
    promptTokens: Int32Array.from(sizes, ({ promptTokens }) => promptTokens),
    outputTokens: Int32Array.from(sizes, ({ outputTokens }) => outputTokens),
    paths: prefixCaching ? pathsOf(sizes, blockTokens) : undefined,
  };
}

/** The shared prompt first, where there is one, then the stream up to the last full block. */
function pathsOf(sizes: readonly Sizes[], blockTokens: number) {
  const numbers = new Map<string, number>();
  const numberOf = (run: string) => {
    if (!numbers.has(run)) numbers.set(run, numbers.size);
    return numbers.get(run) ?? -1;
  };
  const start = [0];
  const runs: number[] = [];
  const upTo: number[] = [];
  for (const [i, { promptTokens, outputTokens, stream, shared }] of sizes.entries()) {
    const sharedBlocks = shared?.blocks ?? 0;
    if (promptTokens < sharedBlocks * blockTokens) throw new Error(`request ${i} is shorter than its shared prompt`);
    if (shared !== undefined) {
      runs.push(numberOf(`shared ${shared.name}`));
      upTo.push(sharedBlocks);
    }
    runs.push(numberOf(stream === undefined ? `request ${i}` : `stream ${stream}`));
    upTo.push(Math.floor((promptTokens + outputTokens) / blockTokens) - sharedBlocks);
    start.push(runs.length);
  }
  return { start: Int32Array.from(start), runs: Int32Array.from(runs), upTo: Int32Array.from(upTo) };
}
