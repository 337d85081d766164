import type { EngineRequests } from '../../../src/tank/simulation/backends/llm/engine-types.js';
import type { Block } from './reference-blocks.js';

/** A request at an engine. */
export interface Sequence {
  readonly request: number;
  readonly promptTokens: number;
  readonly outputTokens: number;
  state: 'waiting' | 'running' | 'ended';
  /** Output tokens, with those that planned iterations yield. */
  generated: number;
  /** What was to be computed as its prompt when it was admitted: the prompt, and what it had generated before (T). */
  prefill: number;
  /** Tokens of its KV, with those of planned iterations. */
  context: number;
  /** The most of these that there ever were. */
  reached: number;
  /** Whether the last iteration that was planned for it decodes. */
  decodedLast: boolean;
  blocks: Block[];
  /** What its listener knows. */
  isScheduled: boolean;
  hasFirstToken: boolean;
}

export function newSequence(requests: EngineRequests, request: number): Sequence {
  return {
    request,
    promptTokens: requests.promptTokens[request],
    outputTokens: requests.outputTokens[request],
    state: 'waiting',
    generated: 0,
    prefill: 0,
    context: 0,
    reached: 0,
    decodedLast: false,
    blocks: [],
    isScheduled: false,
    hasFirstToken: false,
  };
}

/** Whether its last token is there, or will be at the end of an iteration that is planned. */
export function isFinal({ generated, outputTokens }: Sequence): boolean {
  return generated === outputTokens;
}

/** @returns what the first `count` full blocks of a request contain: the same text where it is the same */
export function contentsOf({ paths }: EngineRequests, request: number, count: number): string[] {
  if (paths === undefined) throw new Error('with prefix caching, requests need paths');
  const contents: string[] = [];
  for (let part = paths.start[request]; part < paths.start[request + 1]; part++) {
    for (let i = 0; i < paths.upTo[part]; i++) contents.push(`${paths.runs[part]}/${i}`);
  }
  if (contents.length < count) throw new Error(`the path of request ${request} has fewer than ${count} blocks`);
  return contents.slice(0, count);
}
