/** What became of the requests of the whole run. */
import { count } from './measure.js';

export const arrived = count({
  label: 'arrived',
  description: 'Requests that arrived.',
  better: null,
  parts: ['class'],
  table: 'requests',
  value: (_run, { tallies }) => tallies.arrived,
});

export const completed = count({
  label: 'completed',
  description: 'Requests that were completed.',
  better: null,
  parts: ['class'],
  table: 'requests',
  value: (_run, { tallies }) => tallies.completed,
});

export const overloadFailed = count({
  label: 'overload failed',
  description: 'Requests that ended unserved because of refusals, after every retry and fallback.',
  better: 'lower',
  parts: ['class'],
  table: 'requests',
  value: (_run, { tallies }) => tallies.overloadFailed,
});

export const timedOut = count({
  label: 'timed out',
  description: 'Requests that the client gave up at its timeout.',
  better: 'lower',
  parts: ['class'],
  table: 'requests',
  value: (_run, { tallies }) => tallies.timedOut,
});

export const failed = count({
  label: 'failed',
  description: 'Requests that ended unserved for another reason, such as no endpoint that may serve them.',
  better: 'lower',
  parts: ['class'],
  table: 'requests',
  value: (_run, { tallies }) => tallies.failed,
});

export const ties = count({
  label: 'ties',
  description:
    'Requests that arrived at the same instant as a completion or another server event, which comes after them; absent if none.',
  better: null,
  table: 'none',
  value: (run) => (run.ties > 0 ? run.ties : undefined),
});
