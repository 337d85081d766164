import { describe, expect, test } from 'vitest';
import { type Assignment, LoadBalancer } from '../../../src/router/balancing/index.js';
import { Fleet, type ModelConfig, RequestRouter, Streams, ManualClock } from '../../../src/router/index.js';

const levels = (code: number, text: number) => ({ code, text });

function balancerOf(models: readonly ModelConfig[], options = {}) {
  const fleet = new Fleet({ models, clock: new ManualClock() });
  const router = new RequestRouter({ fleet, random: new Streams('balancer', 0).named('router') });
  const balancer = new LoadBalancer({ fleet, loadTracker: router.loadTracker, options });
  return { fleet, router, balancer };
}

const coders = [1, 2, 3].map((i) => ({ id: `coder-${i}`, needs: { code: 1 } }));

describe('a load balancer', () => {
  test('goes by the load of all endpoints of a model that are up', () => {
    const { fleet, router, balancer } = balancerOf([
      { id: 'a', replicas: 2, maxConcurrent: 5, capabilities: levels(90, 0) },
      { id: 'b', maxConcurrent: 5, capabilities: levels(80, 0) },
    ]);
    router.loadTracker.updateLoad('a/0', 3);
    router.loadTracker.updateLoad('a/1', 1);
    const [first] = balancer.assign(coders).assignments;
    expect(first).toMatchObject({ agent: 'coder-1', model: 'b', utilization: 0 });
    const [only] = balancer.assign(coders.slice(0, 1), 'optimal').assignments;
    expect(only).toMatchObject({ model: 'b' }); // 80 against 90 × (1 − 0.3 × 0.4) = 79.2
    fleet.setHealth(0, 'unhealthy');
    expect(balancer.assign(coders.slice(0, 1)).models[0]).toMatchObject({ model: 'a', agents: 1, utilization: 2 / 5 });
  });

  test('knows whom it assigned where', () => {
    const { balancer } = balancerOf([
      { id: 'a', capabilities: levels(90, 0) },
      { id: 'b', capabilities: levels(0, 90) },
    ]);
    balancer.assign([...coders, { id: 'writer', needs: { text: 1 } }]);
    expect(balancer.modelOf('writer')).toBe('b');
    expect(balancer.modelOf('nobody')).toBeUndefined();
    expect(balancer.agentsOf('a')).toEqual(['coder-1', 'coder-2', 'coder-3']);
  });

  test('gives the agents of a model that fails another one at once, and leaves the others alone', () => {
    const { fleet, balancer } = balancerOf([
      { id: 'a', replicas: 2, capabilities: levels(90, 0) },
      { id: 'b', capabilities: levels(70, 0) },
      { id: 'c', capabilities: levels(0, 90) },
    ]);
    balancer.assign([...coders, { id: 'writer', needs: { text: 1 } }]);
    const told: Assignment[] = [];
    balancer.onReassigned((reassigned) => told.push(reassigned));
    fleet.setHealth(fleet.endpointIndex('a/0'), 'unhealthy');
    expect(told).toEqual([]);
    fleet.setHealth(fleet.endpointIndex('a/1'), 'unhealthy');
    expect(told.map(({ assignments }) => assignments.map(({ agent, model }) => [agent, model]))).toEqual([
      coders.map(({ id }) => [id, 'b']),
    ]);
    expect(balancer.modelOf('writer')).toBe('c');
    fleet.removeEndpoint('b');
    expect(balancer.agentsOf('c')).toEqual(['writer', ...coders.map(({ id }) => id)]);
    expect(told).toHaveLength(2);
  });

  test('counts the agents that stay as load when others come to them', () => {
    const { fleet, balancer } = balancerOf([
      { id: 'a', maxConcurrent: 4, capabilities: levels(90, 0) },
      { id: 'b', maxConcurrent: 4, maxQueue: 0, capabilities: levels(85, 90) },
      { id: 'c', maxConcurrent: 4, capabilities: levels(50, 0) },
    ]);
    const writers = [1, 2, 3].map((i) => ({ id: `writer-${i}`, needs: { text: 1 } }));
    balancer.assign([...coders, ...writers], 'greedy');
    expect(balancer.agentsOf('b')).toHaveLength(3);
    fleet.setHealth(0, 'unhealthy');
    expect([balancer.agentsOf('b').length, balancer.agentsOf('c').length]).toEqual([4, 2]);
  });

  test('keeps agents without a model until one is up', () => {
    const { fleet, balancer } = balancerOf([{ id: 'a' }]);
    fleet.setHealth(0, 'unhealthy');
    expect(balancer.assign(coders).unassigned[0]).toMatchObject({
      reason: 'no_model_fits',
      detail: 'there is no model',
    });
    fleet.setHealth(0, 'degraded');
    expect(balancer.agentsOf('a')).toHaveLength(3);
  });

  test('changes nothing where agents are wrong', () => {
    const { balancer } = balancerOf([{ id: 'a' }]);
    balancer.assign(coders);
    expect(() => balancer.assign([{ id: 'x', needs: { code: -1 } }])).toThrow(
      'needs.code of "x" is -1: expected a number above 0',
    );
    expect(() => balancer.assign([{ id: 'x' }, { id: 'x' }])).toThrow('two agents have the same id: "x"');
    expect(() => balancer.assign([{ id: 'x', need: {} } as never])).toThrow('the agent "x" has no option "need"');
    expect(() => balancer.assign(coders, 'best' as never)).toThrow(
      'strategy is "best": expected one of greedy, balanced, optimal',
    );
    expect(balancer.agentsOf('a')).toHaveLength(3);
  });

  test('needs the load tracker of the router of its fleet', () => {
    const { fleet } = balancerOf([{ id: 'a' }]);
    const { router } = balancerOf([{ id: 'a' }]);
    expect(() => new LoadBalancer({ fleet, loadTracker: router.loadTracker })).toThrow('of another fleet');
    expect(() => new LoadBalancer({ fleet } as never)).toThrow('loadTracker is missing: expected router.loadTracker');
  });
});
