import { ratio } from './measure.js';

export const tokenCost = ratio({
  label: 'token cost',
  description:
    'Tokens of the completed requests that arrived in the window times the price of the model that served them, of a replication; without a currency.',
  unit: 'price',
  better: 'lower',
  parts: ['class', 'model', 'endpoint'],
  table: 'service',
  value: ({ settings }, { tallies }) =>
    settings.prices?.some((price) => price !== undefined) === true ? [tallies.tokenCost, 1] : undefined,
});
