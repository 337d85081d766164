import type { AlertKind } from './alert-kind.js';
import { errorRate } from './error-rate.js';
import { overTarget } from './over-target.js';
import { overload } from './overload.js';
import { p99 } from './p99.js';
import { quota } from './quota.js';

/** The only list of kinds of alerts: rules, forms and messages derive from it. A new one is a file with its entry, and a line here. */
export const alertKinds = {
  overload,
  over_target: overTarget,
  error_rate: errorRate,
  p99,
  quota,
} satisfies Record<string, AlertKind>;

export type AlertKindName = keyof typeof alertKinds;

export const alertKindNames = Object.keys(alertKinds) as AlertKindName[];

/** @throws RangeError where there is no kind of that name */
export function alertKindOf(name: AlertKindName): AlertKind {
  if (Object.hasOwn(alertKinds, name)) return alertKinds[name];
  throw new RangeError(`there is no kind of alert "${name}": expected one of ${alertKindNames.join(', ')}`);
}
