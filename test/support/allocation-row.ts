import type { PolicyName } from '../../src/router/index.js';

/** Sizes of the fleets that allocation is measured on. */
export const FLEET_SIZES = [8, 64];

/** How the router is asked. */
export const ASKING = ['decide', 'decide, preferred model', 'decide, after a refusal', 'route into'] as const;
export type Asking = (typeof ASKING)[number];

/** What one way of asking one policy allocates. */
export interface AllocationRow {
  readonly policy: PolicyName;
  readonly endpoints: number;
  readonly asking: Asking;
  readonly bytesPerDecision: number;
  /** Garbage collections during the measurement. */
  readonly collections: number;
}
