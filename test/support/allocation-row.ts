import type { Allocation } from '../../bench/allocation.js';
import type { Asking } from '../../bench/workplace.js';
import type { PolicyName } from '../../src/router/index.js';
import { isFullRun } from './runs.js';

/** Sizes of the fleets that allocation is measured on; the quick run has the larger one, whose sets take several words. */
export const FLEET_SIZES = isFullRun() ? [8, 64] : [64];

/** Decisions of a measurement. */
export const DECISIONS = isFullRun() ? 200_000 : 40_000;

/** What one way of asking one policy allocates. */
export interface AllocationRow extends Allocation {
  readonly policy: PolicyName;
  readonly endpoints: number;
  readonly asking: Asking;
}
