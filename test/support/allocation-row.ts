import type { Allocation } from '../../bench/allocation.js';
import type { Asking } from '../../bench/workplace.js';
import type { PolicyName } from '../../src/router/index.js';

/** Sizes of the fleets that allocation is measured on. */
export const FLEET_SIZES = [8, 64];

/** What one way of asking one policy allocates. */
export interface AllocationRow extends Allocation {
  readonly policy: PolicyName;
  readonly endpoints: number;
  readonly asking: Asking;
}
