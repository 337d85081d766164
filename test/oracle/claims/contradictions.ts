/** Claims that exclude each other, by arithmetic on the documents' own figures. */
import type { Claim } from './claim.js';
import { claimedMeanUs } from './router-claims.js';

export function contradictions(): Claim[] {
  const verdict = 'contradictory';
  return [
    {
      what: 'utilization 90 / 60 / 25 % before and 70 / 66 / 64 % after, with 45 / 30 / 25 and 35 / 33 / 32 requests',
      claimed: 'the same three models',
      measured: 'capacities 50 / 50 / 100 before, 50 / 50 / 50 after',
      verdict,
      why: 'requests divided by utilization; with either set for both the mean changes from 58.3 to 55.7 % or from 66.7 to 66.7 %',
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
