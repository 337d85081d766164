/** Claims that exclude each other, by arithmetic on the documents' own figures. */
import type { Claim } from './claim.js';
import { claimedMeanUs } from './router-claims.js';

/** Requests of the models before and after, and the two sets of capacities that follow from them. */
const BEFORE = [45, 30, 25] as const;
const AFTER = [35, 33, 32] as const;
const FIRST = [50, 50, 100] as const;
const SECOND = [50, 50, 50] as const;

/** Mean utilization of the models in per cent. */
function meanOf(requests: readonly number[], capacities: readonly number[]): string {
  const shares = requests.map((count, m) => count / capacities[m]);
  return ((100 * shares.reduce((sum, share) => sum + share, 0)) / shares.length).toFixed(1);
}

export function contradictions(): Claim[] {
  const verdict = 'contradictory';
  return [
    {
      what: 'utilization 90 / 60 / 25 % before and 70 / 66 / 64 % after, with 45 / 30 / 25 and 35 / 33 / 32 requests',
      claimed: 'the same three models',
      measured: 'capacities 50 / 50 / 100 before, 50 / 50 / 50 after',
      verdict,
      why: `requests divided by utilization; with either set for both the mean goes from ${meanOf(BEFORE, FIRST)} to ${meanOf(AFTER, FIRST)} % or from ${meanOf(BEFORE, SECOND)} to ${meanOf(AFTER, SECOND)} %`,
    },
    {
      what: 'model 1 is overloaded at 40, and 5 of its 45 requests fail, at a utilization of 90 %',
      claimed: 'the same model',
      measured: 'capacity 40 by the failures, 50 by the utilization',
      verdict,
      why: '45 / 0.9 = 50, where nothing would fail',
    },
    {
      what: 'routing takes 0.8 µs on average, and 0.5 to 1.5 µs by strategy',
      claimed: 'both',
      measured: `${claimedMeanUs().toFixed(2)} µs`,
      verdict,
      why: 'the means by strategy, weighted by the counts of the status example',
    },
    {
      what: 'routing meets its target of 1 µs',
      claimed: '< 1 µs',
      measured: '1.2, 1.5 and 1.3 µs',
      verdict,
      why: 'the claims for least_loaded, cache_aware and quota_aware are above it',
    },
  ];
}
