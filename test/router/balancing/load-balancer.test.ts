import { describe, expect, test } from 'vitest';
import { type Assignment, LoadBalancer } from '../../../src/router/balancing/index.js';
import {
  Attempt,
  Fleet,
  HealthMonitor,
  ManualClock,
  type ModelConfig,
  RequestRouter,
  RequestView,
  Streams,
  UPSTREAM_ERROR,
} from '../../../src/router/index.js';

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

  test('gives agents without a model one that is added, and tells only of what changes', () => {
    const { fleet, balancer } = balancerOf([{ id: 'a', replicas: 2 }]);
    const reader = { id: 'reader', capabilities: ['vision'] };
    balancer.assign([...coders, reader]);
    const told: Assignment[] = [];
    balancer.onReassigned((reassigned) => told.push(reassigned));
    fleet.setHealth(0, 'degraded');
    fleet.addModel({ id: 'b' });
    expect(told).toEqual([]);
    fleet.addModel({ id: 'c', capabilities: ['vision'] });
    expect(told.map(({ assignments }) => assignments.map(({ agent, model }) => [agent, model]))).toEqual([
      [['reader', 'c']],
    ]);
    fleet.removeEndpoint('c');
    expect(told[1].unassigned.map(({ agent }) => agent)).toEqual(['reader']);
    fleet.addEndpoint('c');
    expect(balancer.modelOf('reader')).toBe('c');
  });

  test('leaves agents with a model of which all is ejected or unhealthy: the monitor lets it serve again', () => {
    const { fleet, router, balancer } = balancerOf([
      { id: 'a', replicas: 2, capabilities: levels(90, 0) },
      { id: 'b', capabilities: levels(70, 0) },
    ]);
    const monitor = new HealthMonitor(fleet, { errorsInRow: 1 });
    router.setHealthMonitor(monitor);
    balancer.assign(coders);
    const attempt = new Attempt(new RequestView());
    router.started(0, attempt);
    router.refused(attempt, UPSTREAM_ERROR);
    expect(monitor.reportOf(0).state).toBe('resting');
    expect(balancer.assign(coders.slice(0, 1)).models[0]).toMatchObject({ model: 'a', utilization: 1 / 10 });
    fleet.setHealth(1, 'unhealthy');
    expect(balancer.modelOf('coder-1')).toBe('a');
  });

  test('counts what is in flight once where an endpoint has the name of its model', () => {
    const { fleet, router, balancer } = balancerOf([{ id: 'a', maxConcurrent: 10 }]);
    fleet.addEndpoint('a', { maxConcurrent: 10 });
    router.loadTracker.updateLoad('a/0', 3);
    expect(balancer.assign(coders.slice(0, 1)).models[0].utilization).toBe((3 + 1) / 20);
  });

  test('assigns greedily what has become too much for optimal when a model failed', () => {
    const many = Array.from({ length: 2500 }, (_, i) => ({ id: `agent-${i}` }));
    const one = { maxConcurrent: 1, maxQueue: 0 };
    const { fleet, balancer } = balancerOf([
      { id: 'a', maxConcurrent: 1999, maxQueue: 0 },
      { id: 'b', ...one },
    ]);
    expect(balancer.assign(many, 'optimal').strategyUsed).toBe('optimal');
    const told: Assignment[] = [];
    balancer.onReassigned((reassigned) => told.push(reassigned));
    balancer.fleet.addModel({ id: 'c', maxConcurrent: 2500 });
    fleet.setHealth(0, 'unhealthy');
    expect(told[0].strategyUsed).toBe('greedy');
    expect(balancer.agentsOf('a')).toEqual([]);
    expect(balancer.modelOf('agent-0')).toBeDefined();
  });

  test('refuses scores that were adjusted to what is no score', () => {
    const { fleet, router } = balancerOf([{ id: 'a' }]);
    for (const adjusted of [NaN, -1, 101, Infinity, undefined as never]) {
      const scores = { adjusted: () => adjusted };
      const balancer = new LoadBalancer({ fleet, loadTracker: router.loadTracker, scores });
      expect(() => balancer.assign(coders)).toThrow(
        `the adjusted score of agent "coder-1" at model "a" is ${String(adjusted)}: expected a number from 0 to 100`,
      );
    }
  });

  test('changes nothing where agents are wrong', () => {
    const { balancer } = balancerOf([{ id: 'a' }]);
    balancer.assign(coders);
    expect(() => balancer.assign([{ id: 'x', needs: { code: -1 } }])).toThrow(
      'needs.code of "x" is -1: expected a number above 0 and at most 1000000000000',
    );
    expect(() => balancer.assign([{ id: 'x', needs: { code: 1e308, text: 1e308 } }])).toThrow(
      'needs.code of "x" is 1e+308: expected a number above 0 and at most 1000000000000',
    );
    const needs = Object.fromEntries(Array.from({ length: 101 }, (_, i) => [`c${i}`, 1]));
    expect(() => balancer.assign([{ id: 'x', needs }])).toThrow('needs of "x" are 101: expected at most 100');
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
