/** How many requests were served, and how many of them in time. */
import { ratio } from './measure.js';

export const completedShare = ratio({
  label: 'completed share',
  description: 'Share of the requests arriving in the window that were completed.',
  unit: 'share',
  better: 'higher',
  parts: ['class'],
  table: 'requests',
  isGated: true,
  value: (_run, { tallies }) => [tallies.servedInWindow, tallies.arrivedInWindow],
});

export const throughput = ratio({
  label: 'throughput',
  description: 'Completions in the window per second, whenever their requests arrived.',
  unit: '1/s',
  better: 'higher',
  parts: ['class', 'model', 'endpoint'],
  table: 'service',
  value: ({ windowMs }, { tallies }) => [tallies.completions, windowMs / 1000],
});

export const goodput = ratio({
  label: 'goodput',
  description: 'Completions in the window within the response time of the SLO, per second.',
  unit: '1/s',
  better: 'higher',
  parts: ['class', 'model', 'endpoint'],
  table: 'service',
  needs: 'slo',
  value: ({ windowMs, settings }, { tallies }) =>
    settings.sloMs === undefined ? undefined : [tallies.completionsWithinSlo, windowMs / 1000],
});

export const sloAttainment = ratio({
  label: 'within the SLO',
  description: 'Share of the requests arriving in the window that were completed within the response time of the SLO.',
  unit: 'share',
  better: 'higher',
  parts: ['class'],
  table: 'service',
  needs: 'slo',
  value: ({ settings }, { tallies }) =>
    settings.sloMs === undefined ? undefined : [tallies.withinSlo, tallies.arrivedInWindow],
});

export const deadlineMet = ratio({
  label: 'deadline met',
  description:
    'Share of the requests with a deadline, arriving in the window, that met it; unserved requests missed it.',
  unit: 'share',
  better: 'higher',
  parts: ['class'],
  table: 'service',
  needs: 'deadlines',
  value: (_run, { tallies }) =>
    tallies.withDeadline === 0 ? undefined : [tallies.withinDeadline, tallies.withDeadline],
});
