import type { Problem } from '../problem.js';

/** What the file of an assignment strategy declares. */
export interface AssignmentStrategy {
  /** For people, in a line. */
  readonly summary: string;
  /**
   * @returns by agent of the problem the index of its model, UNASSIGNED for none; never more agents of a model than it has
   * room for, never a model that does not fit
   * @throws RangeError where the problem is too large
   */
  readonly assign: (problem: Problem) => Int32Array;
}
