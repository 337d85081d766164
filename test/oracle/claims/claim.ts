/** A claim of the specification, what was measured of it, and what follows. */

export const VERDICTS = ['reproduced', 'partly', 'not reproduced', 'contradictory', 'not put to a test'] as const;
export type VerdictOnClaim = (typeof VERDICTS)[number];

export interface Claim {
  /** What is claimed, in a few words. */
  readonly what: string;
  /** As the specification has it, with its unit. */
  readonly claimed: string;
  /** The target that the specification states beside it. */
  readonly target?: string;
  /** With its interval, where it has one. */
  readonly measured: string;
  readonly verdict: VerdictOnClaim;
  /** Why, where the numbers do not say it. */
  readonly why?: string;
}

/** A measured value with the ends of its interval; both are the value where it has none. */
export interface Measured {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Verdict on a claimed change. It is reproduced where the measured interval reaches it or lies beyond; partly where the
 * interval lies on the side of the claim and reaches its target, or at least half of it where it has no target.
 * @param claimed change, as a share: −0.4 for −40 %
 * @param target smallest change that was aimed at
 */
export function verdictOnChange(claimed: number, { low, high }: Measured, target = claimed / 2): VerdictOnClaim {
  const [nearest, furthest] = claimed < 0 ? [-high, -low] : [low, high];
  if (furthest >= Math.abs(claimed)) return 'reproduced';
  return nearest > 0 && furthest >= Math.abs(target) ? 'partly' : 'not reproduced';
}

/**
 * Verdict on a claimed upper limit, such as a time: reproduced where the measured value is at most the claimed one, partly
 * where it is at most the target.
 */
export function verdictOnLimit(claimed: number, { low }: Measured, target = claimed): VerdictOnClaim {
  if (low <= claimed) return 'reproduced';
  return low <= target ? 'partly' : 'not reproduced';
}

/** Verdict on a claimed value: reproduced where it lies in the measured interval. */
export function verdictOnValue(claimed: number, { low, high }: Measured): VerdictOnClaim {
  return claimed >= low && claimed <= high ? 'reproduced' : 'not reproduced';
}
