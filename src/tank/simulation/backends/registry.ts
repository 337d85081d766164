import type { z } from 'zod';
import { processorSharing } from './processor-sharing.js';
import { slots } from './slots.js';

/**
 * The only list of backends: kinds, scenario schema, help and measures derive from it. A new one is a file with its class
 * and its entry, and a line here.
 */
export const backends = {
  slots,
  processor_sharing: processorSharing,
};

export type BackendKind = keyof typeof backends;

/** The simulated servers behind one model's endpoints. */
export type BackendConfig = {
  [Kind in BackendKind]: { readonly kind: Kind } & Readonly<z.output<(typeof backends)[Kind]['options']>>;
}[BackendKind];
