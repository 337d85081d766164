/** What routers decided, over the whole run. */
import { REASONS } from '../../router/index.js';
import { count, type CountMeasure } from './measure.js';

export const decisions = count({
  label: 'decisions',
  description: 'Decisions of all routers.',
  better: null,
  table: 'routing',
  value: ({ routing }) => routing.decisions,
});

export const fallbacks = count({
  label: 'fallbacks',
  description: 'Decisions that could not meet the wish of the request or found no healthy endpoint.',
  better: 'lower',
  table: 'routing',
  value: ({ routing }) => routing.fallbacks,
});

/** Decisions by reason, one measure each. */
export const reasons: Readonly<Record<`routing.reasons.${string}`, CountMeasure>> = Object.fromEntries(
  REASONS.map((reason) => [
    `routing.reasons.${reason}`,
    count({
      label: reason,
      description: `Decisions with the reason "${reason}".`,
      better: null,
      table: 'routing',
      value: ({ routing }) => routing.byReason[reason],
    }),
  ]),
);
