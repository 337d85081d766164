import { describe, expect, test } from 'vitest';
import { Streams } from '../../../src/core/streams.js';
import type { SyntheticWorkload } from '../../../src/tank/plan/index.js';
import { planFromObject } from '../../../src/tank/scenario/index.js';
import { JobRunner } from '../../../src/tank/runs/job.js';
import type { Trace } from '../../../src/tank/trace/trace.js';
import { generateTrace } from '../../../src/tank/traffic/generate.js';
import { TINY } from '../runs/tiny.js';

/** Workloads of agents: who sends which requests, and of what kind they are. */

const coder = {
  name: 'coder',
  count: 2,
  needs: { code: 3, text: 1 },
  arrivals: { kind: 'poisson', rate: '20/s' },
  prompt_tokens: { kind: 'lognormal', mean: 800, cv: 1 },
  output_tokens: { kind: 'exponential', mean: 200 },
  deadline: '250ms',
};
const writer = {
  name: 'writer',
  needs: { text: 1 },
  context_window: 4000,
  arrivals: { kind: 'gamma', rate: '10/s', cv: 2 },
  prompt_tokens: { kind: 'constant', value: 3000 },
  output_tokens: { kind: 'uniform', min: 10, max: 900 },
  priority: 3,
};

const planOf = (agents: readonly object[], workload: object = { duration: '60s' }) =>
  planFromObject({
    ...TINY,
    fleet: { models: [{ id: 'only', max_queue: 'unlimited', capabilities: ['code', 'text', 'vision'] }] },
    workload: { agents, ...workload },
  });

function workloadOf(agents: readonly object[], workload?: object): SyntheticWorkload {
  const { workload: made } = planOf(agents, workload);
  if (made.kind !== 'synthetic') throw new Error('agents make synthetic traffic');
  return made;
}

const traceOf = (agents: readonly object[]): Trace => generateTrace(workloadOf(agents), new Streams('agents', 0));

/** The trace of a closed loop, as the fleet let it become. */
function loopOf(agents: readonly object[], requests: number): Trace {
  return new JobRunner(planOf(agents, { requests })).simulation(0, 0).run().trace;
}

/** Requests of an agent. */
function requestsOf({ requestCount, agent }: Trace, id: string): readonly number[] {
  const index = agent?.names.indexOf(id);
  return Array.from({ length: requestCount }, (_, request) => request).filter((r) => agent?.index[r] === index);
}

/** Arrival, prompt and output of each request of an agent. */
function rowsOf(trace: Trace, id: string) {
  const { arrivalMs, promptTokens, outputTokens } = trace;
  return requestsOf(trace, id).map((request) => [arrivalMs[request], promptTokens[request], outputTokens[request]]);
}

describe('agents', () => {
  test('have the name of their kind, several of a kind a number behind it, and a source each', () => {
    const { agents, sources, classes } = workloadOf([coder, { ...writer, capabilities: ['vision'] }]);
    expect(agents).toEqual([
      { id: 'coder/0', kind: 0, needs: { code: 3, text: 1 }, capabilities: [], contextWindow: undefined },
      { id: 'coder/1', kind: 0, needs: { code: 3, text: 1 }, capabilities: [], contextWindow: undefined },
      { id: 'writer', kind: 1, needs: { text: 1 }, capabilities: ['vision'], contextWindow: 4000 },
    ]);
    expect(sources.map(({ agent, requestClass }) => [agent, requestClass])).toEqual([
      [0, 0],
      [1, 0],
      [2, 1],
    ]);
    expect(classes?.map(({ name }) => name)).toEqual(['coder', 'writer']);
  });

  test('need nothing and are one where nothing else is said', () => {
    const { agents } = workloadOf([{ name: 'any', arrivals: coder.arrivals }]);
    expect(agents).toEqual([{ id: 'any', kind: 0, needs: {}, capabilities: [], contextWindow: undefined }]);
  });

  test('send what their requests require: the capabilities are wishes too', () => {
    const { wishes, agent } = traceOf([coder, { ...writer, capabilities: ['vision'] }]);
    const asked = Array.from(wishes?.index ?? [], (wish) => wishes?.kinds[wish].capabilities ?? []);
    expect(asked).toEqual(Array.from(agent?.index ?? [], (index) => (index === 2 ? ['vision'] : [])));
  });
});

describe('the requests of agents', () => {
  const both = traceOf([coder, writer]);

  test('come in one order of time, each with its agent and the class of its kind', () => {
    expect(both.arrivalMs.every((ms, i) => i === 0 || ms >= both.arrivalMs[i - 1])).toBe(true);
    expect(both.agent?.names).toEqual(['coder/0', 'coder/1', 'writer']);
    expect(new Set(both.agent?.index)).toEqual(new Set([0, 1, 2]));
    expect(both.requestClass?.names).toEqual(['coder', 'writer']);
    expect([...(both.requestClass?.index ?? [])]).toEqual(Array.from(both.agent?.index ?? [], (a) => (a < 2 ? 0 : 1)));
  });

  test('have the priority and the deadline of their kind', () => {
    const { agent, priority, deadlineMs } = both;
    expect([...(priority ?? [])]).toEqual(Array.from(agent?.index ?? [], (a) => (a < 2 ? 0 : 3)));
    expect([...(deadlineMs ?? [])]).toEqual(Array.from(agent?.index ?? [], (a) => (a < 2 ? 250 : Infinity)));
  });

  test('are those of a source by itself: another kind of them leaves the others as they were', () => {
    const rare = { ...coder, arrivals: { kind: 'deterministic', rate: '6/m' }, prompt_tokens: undefined };
    expect(rowsOf(traceOf([rare, writer]), 'writer')).toEqual(rowsOf(both, 'writer'));
    for (const id of ['coder/0', 'coder/1']) expect(rowsOf(traceOf([coder]), id)).toEqual(rowsOf(both, id));
  });

  test('arrive as before where lengths alone are changed', () => {
    const longer = traceOf([{ ...coder, prompt_tokens: 9000, output_tokens: 1 }, writer]);
    expect(longer.arrivalMs).toEqual(both.arrivalMs);
    expect(longer.agent).toEqual(both.agent);
    expect(rowsOf(longer, 'writer')).toEqual(rowsOf(both, 'writer'));
    expect(new Set(rowsOf(longer, 'coder/1').map(([, prompt]) => prompt))).toEqual(new Set([9000]));
  });

  test('are not the same for two agents of a kind, but as many on average', () => {
    const [first, second] = ['coder/0', 'coder/1'].map((id) => rowsOf(both, id));
    expect(first.slice(0, 5)).not.toEqual(second.slice(0, 5));
    // Poisson at 20/s over 60 s: 1200 ± 3.2905 √1200 at 99.9 %
    for (const { length } of [first, second])
      expect(Math.abs(length - 1200)).toBeLessThanOrEqual(3.2905 * Math.sqrt(1200));
  });
});

describe('agents whose users wait for answers', () => {
  const loop = (name: string, count: number, users: number) => ({
    name,
    count,
    users: { count: users, think_time: { kind: 'exponential', mean: '500ms' } },
  });

  test('are told by their requests, several users of one agent alike', () => {
    const trace = loopOf([loop('a', 2, 3), loop('b', 1, 6)], 3000);
    expect(trace.agent?.names).toEqual(['a/0', 'a/1', 'b']);
    expect([...(trace.requestClass?.index ?? [])]).toEqual(
      Array.from(trace.agent?.index ?? [], (a) => (a < 2 ? 0 : 1)),
    );
    const [first, second, third] = ['a/0', 'a/1', 'b'].map((id) => requestsOf(trace, id).length);
    expect(first + second + third).toBe(3000);
    expect(Math.abs(third / 3000 - 1 / 2)).toBeLessThan(0.03); // six of twelve users who think alike
    expect(Math.abs(first - second)).toBeLessThan(150);
  });

  test('stand beside agents with arrivals of their own', () => {
    const trace = loopOf(
      [{ ...loop('a', 1, 2) }, { name: 'b', arrivals: { kind: 'deterministic', rate: '4/s' } }],
      400,
    );
    const { arrivalMs } = trace;
    const own = requestsOf(trace, 'b').map((request) => arrivalMs[request]);
    expect(own.length).toBeGreaterThan(100);
    own.forEach((ms, k) => {
      expect(ms).toBeCloseTo(250 * (k + 1), 6);
    });
  });

  test('may be more than fit a byte, each with its own requests', () => {
    const trace = loopOf([loop('many', 700, 1), loop('other', 300, 1)], 4000);
    const counts = new Map<number, number>();
    trace.agent?.index.forEach((agent) => counts.set(agent, (counts.get(agent) ?? 0) + 1));
    expect(counts.size).toBe(1000);
    expect(Math.min(...counts.values())).toBeGreaterThan(1); // they wait in one queue, and each has its turn
    expect([trace.agent?.names[0], trace.agent?.names[699], trace.agent?.names[999]]).toEqual([
      'many/0',
      'many/699',
      'other/299',
    ]);
    const kinds = Uint8Array.from(trace.agent?.index ?? [], (agent) => (agent < 700 ? 0 : 1));
    expect(trace.requestClass?.index).toEqual(kinds);
  });
});
