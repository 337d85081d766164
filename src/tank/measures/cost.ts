import { ratio } from './measure.js';

export const tokenCost = ratio({
  label: 'token cost',
  description:
    'Tokens of the completed requests that arrived in the window times the price of the model that served them, per replication; without a currency. Absent if a model that may serve has no price.',
  unit: 'price',
  better: 'lower',
  parts: ['class', 'model', 'endpoint'],
  table: 'service',
  needs: 'prices',
  value: ({ settings, modelOf }, { tallies, endpoints }) => {
    const serving = endpoints.length > 0 ? endpoints : [...modelOf.keys()]; // of a class: all
    const arePriced = serving.every((endpoint) => settings.prices?.[modelOf[endpoint]] !== undefined);
    return arePriced ? [tallies.tokenCost, 1] : undefined;
  },
});
