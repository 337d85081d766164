/** Times of requests. */
import { COMPLETED } from '../simulation/index.js';
import { column } from './measure.js';

export const responseTime = column({
  label: 'response time',
  description: 'From arrival to completion, over all attempts, of completed requests that arrived in the window.',
  unit: 'ms',
  better: 'lower',
  parts: ['class', 'model', 'endpoint'],
  table: 'response',
  value: ({ outcomes }) => outcomes.responseMs,
});

export const waitingTime = column({
  label: 'waiting time',
  description: 'From arrival to the start of service, of completed requests that arrived in the window.',
  unit: 'ms',
  better: 'lower',
  parts: ['class', 'model'],
  table: 'waiting',
  needs: 'backend',
  value: ({ outcomes }) => outcomes.waitingMs,
});

export const responseTimeWithUnserved = column({
  label: 'response time with unserved requests',
  description: 'Response time in which every unserved request counts as the timeout of the client.',
  unit: 'ms',
  better: 'lower',
  table: 'response',
  needs: 'timeout',
  isOfUnserved: true,
  value: ({ outcomes: { responseMs, status }, settings: { timeoutMs } }) =>
    timeoutMs === undefined
      ? undefined
      : responseMs.map((ms, request) => (status[request] === COMPLETED ? ms : timeoutMs)),
});
