/**
 * Holm's step-down correction for m tests at once: with p_(1) ≤ … ≤ p_(m), the adjusted p-value of the i-th is
 * max over j ≤ i of min(1, (m − j + 1) p_(j)). Rejecting where it is at most α keeps the chance of any false rejection
 * below α, whatever the dependence between the tests. Equal p-values get equal answers. Cost: O(m log m).
 * Source: Holm (1979), A Simple Sequentially Rejective Multiple Test Procedure, Scand. Journal of Statistics 6(2).
 * @param pValues probabilities; undefined where no test was made, which then does not count in m
 * @returns the adjusted p-values in the order given, undefined where there was none
 * @example holmAdjusted([0.01, undefined, 0.04, 0.03]) // [0.03, undefined, 0.06, 0.06]
 */
export function holmAdjusted(pValues: readonly (number | undefined)[]): (number | undefined)[] {
  const tests = pValues.flatMap((p, index) => (p === undefined ? [] : [{ p: probability(p), index }]));
  tests.sort((a, b) => a.p - b.p);
  const adjusted = pValues.map((): number | undefined => undefined);
  let largest = 0;
  tests.forEach(({ p, index }, rank) => {
    largest = Math.max(largest, Math.min(1, (tests.length - rank) * p));
    adjusted[index] = largest;
  });
  return adjusted;
}

function probability(p: number): number {
  if (!(p >= 0 && p <= 1)) throw new Error(`a p-value lies between 0 and 1, not at ${p}`);
  return p;
}
