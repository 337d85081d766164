import { shownKind } from '../../../core/options/index.js';
import { balanced } from './balanced.js';
import { greedy } from './greedy.js';
import { optimal } from './optimal.js';
import type { AssignmentStrategy } from './strategy.js';

/** The only list of assignment strategies. A new one is a file with its entry, a line here, and a row of the conformance test. */
export const assignmentStrategies = { greedy, balanced, optimal } satisfies Record<string, AssignmentStrategy>;

export type AssignmentStrategyName = keyof typeof assignmentStrategies;

export const assignmentStrategyNames = Object.keys(assignmentStrategies) as [
  AssignmentStrategyName,
  ...AssignmentStrategyName[],
];

/** @throws RangeError where there is no strategy of that name */
export function checkStrategy(name: AssignmentStrategyName): void {
  if (assignmentStrategyNames.includes(name)) return;
  throw new RangeError(`strategy is ${shownKind(name)}: expected one of ${assignmentStrategyNames.join(', ')}`);
}
