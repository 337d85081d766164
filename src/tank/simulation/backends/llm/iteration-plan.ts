/**
 * What one iteration runs: its decodes, and chunks of prompts. The planner writes it anew for each; it remembers of the plan
 * before what decides whether the iterations are one progression in time. Cost: O(1) per chunk.
 */
export class IterationPlan {
  /** Sequences that decode, one token each. */
  decodes = 0;
  /** Tokens in the cache of these sequences, before the iteration (K). */
  kvTokens = 0;
  chunks = 0;
  /** Tokens of all chunks (np). */
  promptTokens = 0;
  /** Σ chunk·(2k + chunk) with k tokens of the prompt before the chunk: an integer, twice S of rule 13. */
  doubledPromptWork = 0;
  #isSameDecodes = false;
  #isOldPrompt = false;
  #chunksBefore = 0;
  #promptTokensBefore = 0;

  get isEmpty(): boolean {
    return this.decodes === 0 && this.chunks === 0;
  }

  /**
   * Whether the iteration has the composition of the one before (rule 13): the same decodes, and no chunk in either or one
   * equal chunk of the same prompt. After a pause all chunks are of prompts just admitted, so it never has.
   */
  get isContinued(): boolean {
    if (!this.#isSameDecodes || this.chunks !== this.#chunksBefore) return false;
    if (this.chunks === 0) return true;
    return this.chunks === 1 && this.#isOldPrompt && this.promptTokens === this.#promptTokensBefore;
  }

  /** The plan of the next iteration, with its decodes and yet without chunks. */
  begin(decodes: number, kvTokens: number, isSameDecodes: boolean): void {
    this.#chunksBefore = this.chunks;
    this.#promptTokensBefore = this.promptTokens;
    this.decodes = decodes;
    this.kvTokens = kvTokens;
    this.chunks = 0;
    this.promptTokens = 0;
    this.doubledPromptWork = 0;
    this.#isSameDecodes = isSameDecodes;
    this.#isOldPrompt = false;
  }

  /** @param isOldPrompt whether it goes on with the prompt that the iteration before left incomplete */
  addChunk(before: number, tokens: number, isOldPrompt: boolean): void {
    this.chunks++;
    this.promptTokens += tokens;
    this.doubledPromptWork += tokens * (2 * before + tokens);
    if (isOldPrompt) this.#isOldPrompt = true;
  }
}
