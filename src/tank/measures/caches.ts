import { ratio } from './measure.js';

export const cacheHitRate = ratio({
  label: 'cache hits',
  description: 'Share of cache look-ups with a hit, by request; with caches of blocks, the share of prompt tokens.',
  unit: 'share',
  better: 'higher',
  parts: ['class', 'model', 'endpoint'],
  table: 'service',
  needs: 'caches',
  value: ({ cacheHits }, { tallies }) =>
    cacheHits === undefined ? undefined : [tallies.cacheHits, tallies.cacheLookups],
});
