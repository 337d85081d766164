/** How well agents are served by the models that they are assigned to. */
import { count, ratio } from './measure.js';

export const quality = ratio({
  label: 'quality',
  description:
    'Mean capability score (0 to 100, of needs and levels alone) of the models for the agents whose requests they completed; requests that arrived in the window.',
  unit: 'score',
  better: 'higher',
  parts: ['class', 'model', 'endpoint'],
  table: 'service',
  needs: 'agents',
  value: ({ settings }, { tallies }) =>
    settings.scores === undefined ? undefined : [tallies.score, tallies.servedInWindow],
});

export const reassigned = count({
  label: 're-assignments',
  description: 'Times that an agent got another model because no endpoint of its own was up any more.',
  better: null,
  table: 'routing',
  needs: 'assignment',
  value: ({ reassignments }) => reassignments,
});
