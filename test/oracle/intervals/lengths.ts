/**
 * How long a run has to be for an interval of a quantile: L, the first of 1, 2, 5 × 10^k requests at which half of the
 * experiments get one; the share that does at 10 L; and whether the advice of those that are refused is right.
 */
import { LEAST_EFFECTIVE } from '../../../src/tank/statistics/index.js';
import { type FoundCell, measureCell } from './study.js';
import { type Statistic, subjects } from './subjects.js';

export interface FoundLength {
  readonly process: string;
  readonly replications: number;
  readonly statistic: Statistic;
  /** L. */
  readonly requests: number;
  /** Share of the experiments that have an interval at 10 L. */
  readonly givenAtTen: number;
  /** Median factor that experiments of a fifth of L, or of the shortest run tried, are advised; null where none is refused. */
  readonly advised: number | null;
  /** What takes that length to twice the least K, by the K that 10 L has. */
  readonly needed: number;
}

const SHORTEST = 10_000;
const REPLICATIONS = [1, 10];
const QUANTILES = ['p95', 'p99'] as const;

export function searches(): { readonly process: string; readonly replications: number }[] {
  return subjects
    .filter(({ kind }) => kind === 'steady')
    .flatMap(({ name }) => REPLICATIONS.map((replications) => ({ process: name, replications })));
}

/** @param experiments at each length */
export function findLengths(process: string, replications: number, experiments: number): FoundLength[] {
  const tried = new Map<number, FoundCell>();
  const at = (requests: number) => {
    const found = tried.get(requests) ?? measureCell({ process, replications, requests, experiments });
    tried.set(requests, found);
    return found;
  };
  return QUANTILES.map((statistic) => {
    let requests = SHORTEST;
    while (at(requests).found[statistic].given < experiments / 2) requests = longer(requests);
    const ten = at(10 * requests).found[statistic];
    const short = Math.max(SHORTEST, requests / 5);
    const shortened = at(roundedDown(short)).found[statistic];
    const needed = (2 * LEAST_EFFECTIVE) / ((ten.effective * roundedDown(short)) / (10 * requests));
    const givenAtTen = ten.given / experiments;
    return { process, replications, statistic, requests, givenAtTen, advised: shortened.advice, needed };
  });
}

/** The next of 1, 2, 5 × 10^k. */
function longer(requests: number): number {
  return requests * (String(requests).startsWith('2') ? 2.5 : 2);
}

/** The last of 1, 2, 5 × 10^k that is not more. */
function roundedDown(requests: number): number {
  let length = SHORTEST;
  while (longer(length) <= requests) length = longer(length);
  return length;
}
