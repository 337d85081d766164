import { ratio } from './measure.js';

export const cacheHitRate = ratio({
  label: 'cache hits',
  description:
    "Share of requests, of those that a cache was asked for, with a hit; with caches of blocks, of their prompts' tokens.",
  unit: 'share',
  better: 'higher',
  parts: ['class', 'model', 'endpoint'],
  table: 'service',
  needs: 'caches',
  value: ({ cacheHits }, { tallies }) =>
    cacheHits === undefined ? undefined : [tallies.cacheHits, tallies.cacheLookups],
});
