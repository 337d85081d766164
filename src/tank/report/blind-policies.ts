import { policies } from '../../router/index.js';

/** The policies that only the load threshold keeps from endpoints that are busy. */
export function blindPolicies(): readonly string[] {
  return Object.entries(policies).flatMap(([name, { ignoresLoad }]) => (ignoresLoad === true ? [name] : []));
}
