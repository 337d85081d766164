import type { BackendKind } from '../../../../src/tank/simulation/index.js';
import type { Setup } from '../../../support/simulations.js';

/** What sets a backend apart: three requests of 4 ms that arrive at once where two are worked on at a time. */
export const backendRows: Record<
  BackendKind,
  { readonly backend: NonNullable<Setup['backends']>[number]; readonly responseMs: readonly number[] }
> = {
  slots: { backend: { kind: 'slots', speed: 1 }, responseMs: [4, 4, 8] },
  processor_sharing: { backend: { kind: 'processor_sharing', speed: 1, cores: 1 }, responseMs: [8, 8, 12] },
};
