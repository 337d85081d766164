import { tQuantile } from './student-t.js';

/** Where a share is: surely below a limit, surely above it, or either. */
export type Side = 'below' | 'above' | 'open';

/**
 * On which side of a limit the share of rare cases lies (of requests that are late, say), over replications. A share of 1 − p
 * later than t is the same as a p-quantile of t, so the rule is that of the intervals of quantiles, with the spread that there
 * would be at the limit: cases come in clusters, whose number grows with the share, so the variance does too. With
 * K = limit² / variance at the limit and h = t(R−1) / √K it is below where the share is less than limit × (1 − h − 1/K), above
 * where it is more than limit × (1 + h). The interval of the share itself covers too seldom: a lucky sample has few late
 * requests, and little spread.
 * @param share over all replications
 * @param halfWidth of its 95 % t interval
 * @param replications at least 2
 */
export function sideOfLimit(share: number, halfWidth: number, replications: number, limit: number): Side {
  const t = tQuantile(0.975, replications - 1);
  const variance = share === 0 ? 0 : ((halfWidth / t) ** 2 * limit) / share;
  const spread = variance / limit ** 2; // 1 / K
  const h = t * Math.sqrt(spread);
  if (share < limit * (1 - h - spread)) return 'below';
  return share > limit * (1 + h) ? 'above' : 'open';
}
