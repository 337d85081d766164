import type { IterationCost } from './engine-types.js';
import type { IterationPlan } from './iteration-plan.js';

/**
 * How long iterations take, in ms (ENGINE-RULES rule 13). A stretch of iterations whose composition stays is a progression:
 * each is longer than the one before by the same step, since every decode has one token more. These three functions are the
 * definition of time: whoever wants the same bits evaluates the same expressions in the same order.
 */

/** The first iteration of a stretch. */
export function firstDurationMs(cost: IterationCost, plan: IterationPlan, speed: number): number {
  const { t0, a, b, g2, n0, c, f } = cost;
  const { promptTokens, decodes, doubledPromptWork, kvTokens } = plan;
  const beyond = Math.max(0, promptTokens + decodes - n0);
  return (t0 + a * promptTokens + b * decodes + g2 * beyond + c * (doubledPromptWork / 2) + f * kvTokens) / speed;
}

/** What each further iteration takes more: the KV of the decodes grows, and a lone prompt's next chunk lies behind the last. */
export function durationStepMs(cost: IterationCost, plan: IterationPlan, speed: number): number {
  const { promptTokens, decodes, chunks } = plan;
  const prompt = chunks === 1 ? cost.c * (promptTokens * promptTokens) : 0;
  return (cost.f * decodes + prompt) / speed;
}

/** The end of a number of iterations of a stretch, from its start, first duration and step. */
export function timeAfterMs(startMs: number, firstMs: number, stepMs: number, count: number): number {
  return startMs + (count * firstMs + stepMs * ((count * (count - 1)) / 2));
}
