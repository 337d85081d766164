/**
 * The smallest whole number n with n / of > share, as floating point compares them; 2^31 − 1 for an infinite share.
 * It turns a threshold on utilization into one on a count, so that a hot path compares integers.
 */
export function smallestCountAbove(share: number, of: number): number {
  if (share === Infinity) return 2 ** 31 - 1;
  let count = Math.floor(share * of);
  while (count / of <= share) count++;
  while ((count - 1) / of > share) count--;
  return count;
}
