/**
 * Student's t distribution, by jstat: quantile and two-sided p-value.
 * Accuracy: relative error below 1e-7 for 1…1000 degrees of freedom, held against published tables in the tests.
 */
import jstat from 'jstat';

/**
 * @param p probability in (0, 1)
 * @param degreesOfFreedom at least 1
 * @returns t with P(T ≤ t) = p
 * @example tQuantile(0.975, 9) // 2.262157
 */
export function tQuantile(p: number, degreesOfFreedom: number): number {
  if (!(p > 0 && p < 1)) throw new Error(`a t quantile needs a probability between 0 and 1, not ${p}`);
  requireFreedom(degreesOfFreedom);
  return p === 0.5 ? 0 : jstat.studentt.inv(p, degreesOfFreedom);
}

/**
 * P(|T| ≥ |t|) = I_x(ν/2, 1/2) at x = ν / (ν + t²). Nothing is subtracted from 1, so small p-values keep their digits.
 * @param t the test statistic, ±∞ allowed
 * @param degreesOfFreedom ν, at least 1
 * @returns a probability in [0, 1]
 * @example tTwoSidedPValue(2.262157, 9) // 0.05
 */
export function tTwoSidedPValue(t: number, degreesOfFreedom: number): number {
  requireFreedom(degreesOfFreedom);
  return jstat.ibeta(degreesOfFreedom / (degreesOfFreedom + t * t), degreesOfFreedom / 2, 0.5);
}

function requireFreedom(degreesOfFreedom: number): void {
  if (!(degreesOfFreedom >= 1))
    throw new Error(`Student's t needs at least one degree of freedom, not ${degreesOfFreedom}`);
}
