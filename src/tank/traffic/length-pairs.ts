/** Lengths of prompts and of their answers that belong together, by pair; at least one, each at least 1. */
export interface LengthPairs {
  readonly promptTokens: Int32Array;
  readonly outputTokens: Int32Array;
}

/** Mean of a column of lengths. */
export function meanLength(tokens: Int32Array): number {
  let sum = 0;
  for (let i = 0; i < tokens.length; i++) sum += tokens[i];
  return sum / tokens.length;
}
