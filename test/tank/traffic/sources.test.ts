import { describe, expect, test } from 'vitest';
import { Streams } from '../../../src/core/streams.js';
import { generateTrace } from '../../../src/tank/traffic/generate.js';
import type { RequestClass } from '../../../src/tank/traffic/request-classes.js';
import { NO_CLASS, type Trace } from '../../../src/tank/trace/trace.js';
import { expectedRequests, type SourceSpec, type WorkloadSpec } from '../../../src/tank/traffic/workload-spec.js';

/** Several sources of requests at once, and classes of requests. */

const chat: SourceSpec = {
  arrivals: { kind: 'poisson', rate: 20 },
  requestClass: 0,
  promptTokens: { kind: 'lognormal', mean: 800, cv: 1 },
  outputTokens: { kind: 'exponential', mean: 200 },
};
const batch: SourceSpec = {
  arrivals: { kind: 'gamma', rate: 5, cv: 2 },
  requestClass: 1,
  promptTokens: { kind: 'constant', value: 3000 },
  outputTokens: { kind: 'uniform', min: 10, max: 900 },
};

const requestClass = (fields: Partial<RequestClass> & { readonly name: string }): RequestClass => ({
  weight: 1,
  priority: 0,
  deadlineMs: undefined,
  promptTokens: undefined,
  outputTokens: undefined,
  ...fields,
});
const CLASSES = [requestClass({ name: 'chat', priority: 3, deadlineMs: 250 }), requestClass({ name: 'batch' })];

const generate = (sources: readonly SourceSpec[], workload: Partial<WorkloadSpec> = {}): Trace =>
  generateTrace(
    { sources, classes: CLASSES, requests: undefined, durationMs: 60_000, ...workload },
    new Streams('sources', 0),
  );

/** Arrival, prompt and output of each request of a class. */
function rowsOf({ requestCount, arrivalMs, promptTokens, outputTokens, requestClass }: Trace, wanted: number) {
  const requests = Array.from({ length: requestCount }, (_, request) => request);
  return requests
    .filter((request) => requestClass?.index[request] === wanted)
    .map((request) => [arrivalMs[request], promptTokens[request], outputTokens[request]]);
}

describe('two sources', () => {
  const both = generate([chat, batch]);

  test('come in one order of time, with the sentinel at the end', () => {
    expect(both.arrivalMs.every((ms, i) => i === 0 || ms >= both.arrivalMs[i - 1])).toBe(true);
    expect(both.arrivalMs[both.requestCount]).toBe(Infinity);
    expect(new Set(both.requestClass?.index)).toEqual(new Set([0, 1]));
  });

  test('each send the requests that they send alone, whatever the other is', () => {
    expect(rowsOf(both, 0)).toEqual(rowsOf(generate([chat]), 0));
    const rare: SourceSpec = { ...chat, arrivals: { kind: 'deterministic', rate: 0.1 }, promptTokens: undefined };
    expect(rowsOf(both, 1)).toEqual(rowsOf(generate([rare, batch]), 1));
    expect(rowsOf(both, 0)).toEqual(rowsOf(generate([chat, { ...rare, requestClass: 1 }]), 0));
  });

  test('that are alike do not send the same', () => {
    const twins = generate([chat, { ...chat, requestClass: 1 }]);
    expect(rowsOf(twins, 1)).not.toEqual(rowsOf(twins, 0));
  });

  test('have the class of the source, and with it its priority and deadline', () => {
    const { requestClass: of, priority, deadlineMs } = both;
    expect(of?.names).toEqual(['chat', 'batch']);
    expect([...(priority ?? [])]).toEqual(Array.from(of?.index ?? [], (c) => (c === 0 ? 3 : 0)));
    expect([...(deadlineMs ?? [])]).toEqual(Array.from(of?.index ?? [], (c) => (c === 0 ? 250 : Infinity)));
  });

  test('at one instant come in the order of the sources', () => {
    const every: SourceSpec = { arrivals: { kind: 'deterministic', rate: 10 } };
    const { requestClass: of } = generate([
      { ...every, requestClass: 1 },
      { ...every, requestClass: 0 },
    ]);
    expect([...(of?.index.subarray(0, 6) ?? [])]).toEqual([1, 0, 1, 0, 1, 0]);
  });

  test('make together so many requests, or as many as a duration holds', () => {
    const { requestCount, arrivalMs } = generate([chat, batch], { requests: 500, durationMs: undefined });
    expect(requestCount).toBe(500);
    expect(arrivalMs.subarray(0, 500)).toEqual(both.arrivalMs.subarray(0, 500));
  });

  test('are expected to make the sum of their rates', () => {
    const workload = { sources: [chat, batch], requests: undefined, durationMs: 60_000 };
    expect(expectedRequests(workload)).toBe(1500);
    expect(expectedRequests({ ...workload, requests: 100 })).toBe(100);
  });
});

describe('tenants', () => {
  const tenants = (count: number): SourceSpec => ({
    arrivals: { kind: 'tenants', rate: 20, count, skew: 0, gap_cv: 1 },
  });

  test('are numbered over the sources; requests of other sources have none', () => {
    const sources = [tenants(3), chat, tenants(2)].map((source, k) => ({ ...source, requestClass: k }));
    const { tenant, requestClass: of } = generate(sources, {
      classes: ['a', 'b', 'c'].map((name) => requestClass({ name })),
    });
    const bySource = [0, 1, 2].map((k) => new Set(tenant?.index.filter((_, request) => of?.index[request] === k)));
    expect(bySource).toEqual([new Set([0, 1, 2]), new Set([-1]), new Set([3, 4])]);
    expect(tenant?.names).toEqual(['tenant-0', 'tenant-1', 'tenant-2', 'tenant-3', 'tenant-4']);
  });

  test('keep their sessions', () => {
    const sessions = {
      turns: { kind: 'constant', value: 4 },
      thinkTime: { kind: 'exponential', mean: 500 },
    } as const;
    const { tenant, session } = generate([{ ...tenants(5), sessions }], { classes: undefined });
    const tenantOf = new Map<number, number>();
    session?.forEach((s, request) => {
      const found = tenant?.index[request] ?? -1;
      expect(tenantOf.get(s) ?? found).toBe(found);
      tenantOf.set(s, found);
    });
    expect(new Set(tenantOf.values())).toEqual(new Set([0, 1, 2, 3, 4]));
  });
});

describe('classes by weight', () => {
  const any: SourceSpec = { ...chat, requestClass: undefined };
  const weighted = [1, 0, 3, 4].map((weight, c) => requestClass({ name: `class-${c}`, weight }));

  test('have shares in proportion to it', () => {
    const n = 40_000;
    const { requestClass: of } = generate([any], { classes: weighted, requests: n, durationMs: undefined });
    for (const [c, { weight }] of weighted.entries()) {
      const share = weight / 8;
      const count = of?.index.filter((found) => found === c).length ?? NaN;
      expect(Math.abs(count - n * share)).toBeLessThanOrEqual(3.2905 * Math.sqrt(n * share * (1 - share)));
    }
  });

  test('leave arrivals and lengths as they were, but for classes with lengths of their own', () => {
    const plain = generate([any], { classes: undefined });
    const classes = [requestClass({ name: 'long', promptTokens: { kind: 'constant', value: 9000 } }), ...weighted];
    const classed = generate([any], { classes });
    expect(plain.requestClass).toBeUndefined();
    expect(classed.arrivalMs).toEqual(plain.arrivalMs);
    expect(classed.outputTokens).toEqual(plain.outputTokens);
    expect(generate([any], { classes: weighted }).promptTokens).toEqual(plain.promptTokens);
    const lengths = classed.promptTokens.filter((_, request) => classed.requestClass?.index[request] === 0);
    expect(new Set(lengths)).toEqual(new Set([9000]));
  });

  test('are one for all turns of a session', () => {
    const sessions = { turns: { kind: 'constant', value: 5 }, thinkTime: { kind: 'exponential', mean: 100 } } as const;
    const { session, requestClass: of } = generate([{ ...any, sessions }], { classes: weighted });
    const classOf = new Map<number, number>();
    session?.forEach((s, request) => {
      const found = of?.index[request] ?? NO_CLASS;
      expect(classOf.get(s) ?? found).toBe(found);
      classOf.set(s, found);
    });
    expect(new Set(classOf.values())).toEqual(new Set([0, 2, 3]));
  });
});
