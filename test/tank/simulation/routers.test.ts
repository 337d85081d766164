import { expect, test } from 'vitest';
import { ManualClock, Streams } from '../../../src/core/index.js';
import { DEFAULT_ROUTER_OPTIONS } from '../../../src/router/index.js';
import { Routers } from '../../../src/tank/simulation/routers.js';
import { SLOTS } from '../../support/simulations.js';

test('a hit rate that is fixed for a model holds for an endpoint that comes later', () => {
  const config = {
    fleet: { models: [{ id: 'm', replicas: 1 }] },
    backends: [{ ...SLOTS, cores: 1 }],
    client: { timeoutMs: undefined },
    events: [],
    warmUpMs: 0,
    fixed: { m: { hitRate: 0.7 } },
    strategy: { router: DEFAULT_ROUTER_OPTIONS, policy: 'round_robin' as const, options: {}, layers: {} },
  };
  const counts = { requestCount: 1, endpointCount: 2 };
  const [simulated] = new Routers(config, counts, new ManualClock(), new Streams('test', 0)).all;
  simulated.add(1, 'm/1', { id: 'm' });
  const { fleet } = simulated.router;
  simulated.cache?.record(fleet.endpointIndex('m/1'), { sessionHit: 0, prefixHit: 0 });
  expect([...fleet.endpoints.hitRate.slice(0, 2)]).toEqual([0.7, 0.7]);
});
