import { probit } from 'simple-statistics';
import { tQuantile } from './student-t.js';

/** Chance that a real difference of the size that was found is shown then. */
const POWER = 0.8;

/** What the statistic of a p-value of this or less would be is not asked. */
const LEAST_P_VALUE = 1e-9;

/**
 * So many times the observations would show a difference as large as the one that was found: ((z(1 − α/2m) + z(power)) / t)²,
 * where t is what the p-value says that the statistic was; Infinity where it was 0.
 * @param pValue two-sided, of the paired t test, before any correction
 * @param observations pairs that it rests on, at least two
 * @param tests m, among which Holm's correction looks for the smallest
 * @param level 1 − α
 * Source: the sample size of a paired t test, as in Chow, Shao and Wang, Sample Size Calculations in Clinical Research.
 */
export function timesToTell(pValue: number, observations: number, tests: number, level: number): number {
  const t = tQuantile(1 - Math.max(pValue, LEAST_P_VALUE) / 2, observations - 1);
  const asked = probit(1 - (1 - level) / (2 * tests)) + probit(POWER);
  return (asked / t) ** 2;
}
