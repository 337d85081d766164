import { DEFAULT_ROUTER_OPTIONS, policies } from '../../router/index.js';
import { blindPolicies } from './blind-policies.js';
import { markdownTable } from './markdown.js';

/** What the names of policies do not say. */
export function policiesNote(): string {
  const { maxLoadThreshold } = DEFAULT_ROUTER_OPTIONS;
  return `An endpoint above the load threshold (${maxLoadThreshold} of its max_concurrent by default) is skipped while others are below it, whatever the policy. So ${blindPolicies().join(', ')}, which ignore load, differ from the textbook policies: for those, set max_load_threshold: off.`;
}

/** The table of policies in the documentation, from the registry. */
export function policiesTable(): string {
  const rows = Object.entries(policies).map(([name, { summary, cost }]) => [name, summary, cost]);
  return markdownTable({ title: '', head: ['policy', 'chooses', 'cost of a decision'], rows });
}
