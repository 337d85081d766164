import type { BackendConfig } from '../simulation-config.js';
import type { Backend, BackendContext } from './backend.js';
import { ProcessorSharing } from './processor-sharing.js';
import { Slots } from './slots.js';

interface BackendEntry {
  readonly summary: string;
  /** Sources that an endpoint needs in the calendar, where it never works on more than `maxConcurrent` at once. */
  readonly sources: (maxConcurrent: number) => number;
  readonly create: (context: BackendContext) => Backend;
}

/** The only list of backends. */
export const backends = {
  slots: {
    summary: 'servers with a first-come-first-served queue (G/G/c/K)',
    sources: (maxConcurrent) => maxConcurrent,
    create: (context) => new Slots(context),
  },
  processor_sharing: {
    summary: 'requests share the cores of an endpoint, each at speed × min(1, cores / n)',
    sources: () => 1,
    create: (context) => new ProcessorSharing(context),
  },
} satisfies Record<BackendConfig['kind'], BackendEntry>;
