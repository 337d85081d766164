import type { Plan } from '../../plan/index.js';
import type { GatedValues, Summary, WrittenScenario } from '../../results/index.js';

/** A stored run, as far as it is known, that is held beside another. */
export interface ComparedRun {
  /** As it was named. */
  readonly path: string;
  readonly kind: 'run' | 'baseline';
  readonly summary: Summary;
  /** By strategy, what is compared of each replication, or section of short ones; undefined where it is not known. */
  readonly values: readonly GatedValues[] | undefined;
  readonly nodeMajor: number | undefined;
  /** As it was written; undefined where it is not known. */
  readonly scenario: WrittenScenario | undefined;
  /** What all its strategies met; undefined where it is not known. */
  readonly traffic: ComparedTraffic | undefined;
}

export interface ComparedTraffic extends Pick<Plan, 'workload' | 'service' | 'client'> {
  /** Whether lengths come from a file, whose content is not known. */
  readonly hasLengthFiles: boolean;
}
