import type { Summary } from '../../../src/index.js';
import { runScenario } from '../../support/unchecked.js';

/**
 * A scenario that can be followed on paper: a request every 100 ms from 100 ms to 1 s, one server that takes 40 ms for
 * each. The window of its measures is [0, 1 s].
 */
export const TINY = {
  schema: 'wavetank.scenario/1',
  name: 'tiny',
  fleet: { models: [{ id: 'only', max_concurrent: 1, max_queue: 'unlimited' }] },
  workload: { arrivals: { kind: 'deterministic', rate: '10/s' }, requests: 10 },
  service: { kind: 'constant', value: '40ms' },
  strategies: ['round_robin'],
};

/** Two unequal endpoints in Poisson traffic at which the choice between them matters, four times over. */
export const UNEQUAL = {
  ...TINY,
  name: 'unequal',
  fleet: {
    models: [
      { id: 'fast', max_concurrent: 2, max_queue: 20 },
      { id: 'slow', max_concurrent: 2, max_queue: 20, backend: { kind: 'slots', speed: 0.3 } },
    ],
  },
  workload: { arrivals: { kind: 'poisson', rate: '20/s' }, requests: 1000 },
  service: { kind: 'exponential', mean: '60ms' },
  router: { max_load_threshold: 'off' },
  strategies: ['round_robin', 'least_loaded'],
  replications: 4,
};

/** Agents of two kinds that all want the first model, which has no room for them; with and without a look at load. */
export const AGENTS = {
  ...TINY,
  name: 'agents',
  fleet: {
    models: [
      { id: 'best', max_concurrent: 2, max_queue: 20, capabilities: { code: 90, text: 80 } },
      { id: 'good', replicas: 2, max_concurrent: 2, max_queue: 20, capabilities: { code: 70, text: 75 } },
    ],
  },
  workload: {
    agents: [
      { name: 'coder', count: 3, needs: { code: 1 }, arrivals: { kind: 'poisson', rate: '2/s' } },
      { name: 'writer', count: 2, needs: { text: 1 }, arrivals: { kind: 'poisson', rate: '2/s' } },
    ],
    requests: 400,
  },
  service: { kind: 'exponential', mean: '180ms' },
  strategies: [
    { name: 'before', policy: 'least_loaded', assign: 'greedy', enable_load_balancing: false, assignment: 'hard' },
    { name: 'after', policy: 'least_loaded', assign: 'greedy' },
    'least_loaded',
  ],
  alerts: [
    { kind: 'overload', for: '1s', cooldown: '0s', severity: 'critical' },
    { name: 'never', kind: 'p99', above: '1h' },
  ],
  replications: 4,
};

/** The summary of the tiny scenario with some of its keys changed. */
export function tinySummary(changes: object = {}): Promise<Summary> {
  return runScenario({ ...TINY, ...changes });
}

/** The measures of its only strategy, each as its bare value. */
export async function tinyValues(changes: object = {}): Promise<Record<string, unknown>> {
  const { strategies } = await tinySummary(changes);
  return valuesOf(strategies[0].measures) as Record<string, unknown>;
}

/** Measures without their intervals. */
function valuesOf(measures: object): unknown {
  if ('value' in measures) return measures.value;
  return Object.fromEntries(Object.entries(measures).map(([name, measure]) => [name, valuesOf(measure as object)]));
}
