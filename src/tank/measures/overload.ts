/** Overload: what was refused, and for how long more was asked of endpoints than they can take. */
import { count, ratio } from './measure.js';
import { total } from './sums.js';

export const rejections = count({
  label: 'rejections',
  description: 'Decisions of routers that found no endpoint with room.',
  better: 'lower',
  table: 'overload',
  isGated: true,
  value: ({ rejections: found }) => found,
});

export const refusals = count({
  label: 'refusals',
  description: 'Attempts that an endpoint refused because its slots and its queue were full.',
  better: 'lower',
  parts: ['model', 'endpoint'],
  partName: 'refusals',
  table: 'overload',
  isGated: true,
  value: ({ stations }, { endpoints }) => total(stations.refused, endpoints),
});

export const retries = count({
  label: 'retries',
  description: 'Attempts after the first one of a request.',
  better: 'lower',
  table: 'overload',
  value: ({ retries: made }) => made,
});

export const episodes = count({
  label: 'episodes',
  description:
    'Times that the active requests of an endpoint grew beyond max_concurrent; reported, not judged: steady overload has few.',
  better: null,
  parts: ['model', 'endpoint'],
  partName: 'overload_episodes',
  table: 'overload',
  value: ({ stations }, { endpoints }) => total(stations.overloadEpisodes, endpoints),
});

export const timeOverTarget = count({
  label: 'time over target',
  description: 'Endpoint time of the whole run with more active requests than target_utilization × max_concurrent.',
  unit: 'ms',
  better: null,
  parts: ['model', 'endpoint'],
  partName: 'time_over_target_ms',
  table: 'none',
  value: ({ wholeAreas }, { endpoints }) => total(wholeAreas.overTargetMs, endpoints),
});

export const overCapacityShare = ratio({
  label: 'over capacity',
  description:
    'Share of endpoint time in the window with more active requests than max_concurrent: with slots, with requests waiting.',
  unit: 'share',
  better: 'lower',
  parts: ['model', 'endpoint'],
  partName: 'over_capacity_share',
  table: 'overload',
  value: ({ areas }, { endpoints }) => [total(areas.overCapacityMs, endpoints), total(areas.presentMs, endpoints)],
});

export const overTargetShare = ratio({
  label: 'over target',
  description:
    'Share of endpoint time in the window with more active requests than target_utilization × max_concurrent.',
  unit: 'share',
  better: 'lower',
  parts: ['model', 'endpoint'],
  partName: 'over_target_share',
  table: 'overload',
  value: ({ areas }, { endpoints }) => [total(areas.overTargetMs, endpoints), total(areas.presentMs, endpoints)],
});
