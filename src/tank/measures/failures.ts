/** What failed, by the scenario's rules and events: attempts of the whole run. */
import type { FinishedRun } from './finished-run.js';
import type { Group } from './groups.js';
import { count, ratio } from './measure.js';
import { total } from './sums.js';
import { PRICED_TOKENS } from './tallies.js';

type Kind = 'errors' | 'rateLimited' | 'hung' | 'crashed';

function attempts(kind: Kind, label: string, partName: string, description: string) {
  return count({
    label,
    description,
    better: 'lower',
    parts: ['model', 'endpoint'],
    partName,
    table: 'overload',
    needs: 'failures',
    value: ({ failures }: FinishedRun, { endpoints }: Group) =>
      failures === undefined ? undefined : total(failures[kind], endpoints),
  });
}

export const errors = attempts(
  'errors',
  'errors',
  'errors',
  'Attempts that an endpoint accepted and answered with an error.',
);

export const rateLimited = attempts(
  'rateLimited',
  'rate limited',
  'rate_limited',
  'Attempts that an endpoint answered with 429.',
);

export const hung = attempts('hung', 'hung', 'hung', 'Attempts that an endpoint accepted and never answered.');

export const crashed = attempts(
  'crashed',
  'crashed',
  'crashed',
  'Attempts that were at an endpoint when it crashed, or were sent there while it was down.',
);

export const wastedTokenCost = ratio({
  label: 'wasted token cost',
  description:
    'Prompt tokens of accepted attempts that served nobody (failed, or given up at the timeout), of requests that arrived in the window, times the price of their model, per replication; without a currency. Absent if a model has no price.',
  unit: 'price',
  better: 'lower',
  parts: ['model', 'endpoint'],
  table: 'service',
  needs: 'prices',
  value: ({ settings, modelOf, stations }, { endpoints }) => {
    let cost = 0;
    for (const endpoint of endpoints) {
      const price = settings.prices?.[modelOf[endpoint]];
      if (price === undefined) return undefined;
      cost += (stations.wastedTokens[endpoint] * price.prompt) / PRICED_TOKENS;
    }
    return [cost, 1];
  },
});
