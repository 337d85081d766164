import type { DistributionSpec } from './distributions/spec.js';
import type { Want } from './wants.js';

/** A class of requests: chat, batch, … */
export interface RequestClass {
  readonly name: string;
  /** Requests of a source without a class of its own are of each class in proportion to its weight. */
  readonly weight: number;
  readonly priority: number;
  readonly deadlineMs?: number | undefined;
  /** In place of those of the workload. */
  readonly promptTokens?: DistributionSpec | undefined;
  readonly outputTokens?: DistributionSpec | undefined;
  /** In place of those of the source. */
  readonly wants?: readonly Want[] | undefined;
}
