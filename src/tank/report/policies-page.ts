import { policies } from '../../router/index.js';
import { markdownTable } from './markdown.js';

/** The table of policies in the documentation, from the registry. */
export function policiesTable(): string {
  const rows = Object.entries(policies).map(([name, { summary, cost }]) => [name, summary, cost]);
  return markdownTable({ title: '', head: ['policy', 'takes', 'cost of a decision'], rows });
}
