import { expect, test } from 'vitest';
import { Streams } from '../../../src/core/streams.js';
import { fitTrace } from '../../../src/tank/fitting/fit-trace.js';
import { standInScenario } from '../../../src/tank/fitting/stand-in-scenario.js';
import { inspectTrace } from '../../../src/tank/inspection/inspect-trace.js';
import type { TraceProfile } from '../../../src/tank/inspection/profile.js';
import { planFromObject } from '../../../src/tank/scenario/index.js';
import { generateTrace } from '../../../src/tank/traffic/generate.js';
import type { Trace } from '../../../src/tank/trace/trace.js';
import { repetitions } from '../../support/runs.js';
import { arrivalsOf, traceOf } from '../../support/traces.js';

/** Requests of a scenario's workload. */
function made(workload: object, seed = 'made'): Trace {
  const service = { kind: 'constant', value: '10ms' };
  const fleet = { models: [{ id: 'only' }] };
  const plan = planFromObject({
    schema: 'wavetank.scenario/1',
    name: 'made',
    seed,
    fleet,
    workload,
    service,
    strategies: ['random'],
  });
  if (plan.workload.kind !== 'synthetic') throw new Error('it is made');
  return generateTrace(plan.workload, new Streams(seed, 0));
}

/** Requests that stand in for a trace. */
function standIn(trace: Trace): Trace {
  const { workload } = standInScenario('stand-in', trace, fitTrace(trace, 'auto'), 1) as { workload: object };
  return made(workload, 'stand-in');
}

const CHAT = {
  arrivals: { kind: 'poisson', rate: '4/s' },
  prompt_tokens: { kind: 'lognormal', mean: 900, cv: 1 },
  output_tokens: { kind: 'lognormal', mean: 200, cv: 0.6 },
  requests: 6000,
};

const SESSIONS = {
  ...CHAT,
  block_tokens: 64,
  prompt_tokens: { kind: 'lognormal', mean: 1500, cv: 0.5 },
  arrivals: { kind: 'poisson', rate: '1/s' },
  prefixes: { count: 1, tokens: { kind: 'constant', value: 256 } },
  sessions: {
    turns: { kind: 'discrete', values: [1, 2, 4, 8], weights: [4, 3, 2, 1] },
    think_time: { kind: 'lognormal', mean: '60s', cv: 1 },
    new_tokens: { kind: 'lognormal', mean: 150, cv: 1 },
    run_in: '30m',
  },
};

function expectNear(found: number | undefined, wanted: number | undefined, share: number, what: string): void {
  expect(Math.abs((found ?? NaN) / (wanted ?? NaN) - 1), `${what}: ${found} beside ${wanted}`).toBeLessThan(share);
}

test('chat: rate and lengths of the stand-in, and of a stand-in of the stand-in, are those of the trace', () => {
  const trace = made({ ...CHAT, requests: repetitions(3000, 6000) });
  const first = standIn(trace);
  const [recorded, ...others] = [trace, first, standIn(first)].map(inspectTrace);
  for (const { arrivals, prompt_tokens, output_tokens } of others) {
    // 6000 gaps, prompts of cv 1: each is known to 1.3 %, and so is its stand-in; quantiles to a few of these
    expectNear(arrivals.mean_per_s, recorded.arrivals.mean_per_s, 0.08, 'rate');
    expectNear(prompt_tokens?.mean, recorded.prompt_tokens?.mean, 0.08, 'prompt');
    expectNear(output_tokens?.mean, recorded.output_tokens?.mean, 0.05, 'output');
    for (const quantile of [3, 4, 5, 6, 7]) {
      expectNear(prompt_tokens?.quantiles[quantile], recorded.prompt_tokens?.quantiles[quantile], 0.1, `P ${quantile}`);
    }
  }
});

test('sessions: turns, pauses, growth and hit rates of the stand-in are those of the trace', () => {
  const trace = made(SESSIONS);
  const { notes } = fitTrace(trace, 'auto');
  expect(notes).toContainEqual(expect.stringContaining('the first 4 blocks are common to the prompts'));
  const profiles = [inspectTrace(trace), inspectTrace(standIn(trace))];
  const [recorded, found] = profiles;
  // Turns of cv 0.9 in some 2,500 sessions: their mean is known to 2 %; those that begin late are cut short in both.
  expectNear(found.sessions?.turns_mean, recorded.sessions?.turns_mean, 0.1, 'turns');
  expectNear(found.sessions?.gap_s?.p50, recorded.sessions?.gap_s?.p50, 0.1, 'gap');
  expectNear(found.sessions?.new_tokens?.p50, recorded.sessions?.new_tokens?.p50, 0.1, 'new tokens');
  const rates = (profile: TraceProfile) =>
    profile.prefixes?.hit_rates.map(({ block_hit_rate }) => block_hit_rate) ?? [];
  expect(rates(recorded)[6]).toBeGreaterThan(0.4);
  rates(found).forEach((rate, i) => {
    expect(Math.abs(rate - rates(recorded)[i]), `hit rate ${i}: ${rate}`).toBeLessThan(0.06);
  });
});

test('outputs that depend on the prompt do so in the stand-in', () => {
  const base = made({ ...CHAT, output_tokens: undefined });
  const outputTokens = base.promptTokens.map((tokens, i) => (tokens > 800 ? 20 : 400) + (i % 50));
  const trace = { ...base, outputTokens };
  const { correlation } = inspectTrace(standIn(trace));
  expect(inspectTrace(trace).correlation?.spearman).toBeLessThan(-0.6);
  expect(Math.abs((correlation?.spearman ?? 0) - (inspectTrace(trace).correlation?.spearman ?? 0))).toBeLessThan(0.15);
});

test('arrivals that no scenario accepts are left out, and that is said', () => {
  const burst = { rate: 100, length: 1000 };
  const arrivalMs = arrivalsOf(
    { kind: 'modulated_poisson', burst, lull: { rate: 0, length: 1e6 } },
    repetitions(4e7, 8e7),
    'rare',
  );
  const trace = traceOf(arrivalMs);
  const { notes, workload } = fitTrace(trace, 'auto');
  expect(notes).toContainEqual(expect.stringContaining('cox arrivals are omitted: its rate_cv cannot be '));
  expect(workload['arrivals']).toMatchObject({ kind: 'modulated_poisson' });
  expect(standIn(trace).requestCount).toBe(trace.requestCount);
});

test('classes, tenants, priorities and deadlines are not fitted, and that is said', () => {
  const trace = made(CHAT);
  const index = new Int32Array(trace.requestCount);
  const named = {
    ...trace,
    tenant: { names: ['a'], index },
    requestClass: { names: ['x'], index: Uint8Array.from(index) },
    priority: Int8Array.from(index).fill(5, 0, 1),
    deadlineMs: Float32Array.from(index).fill(Infinity, 1).fill(9, 0, 1),
  };
  const { notes } = fitTrace(named, 'quantiles');
  expect(notes.filter((note) => note.includes('not fitted')).map((note) => note.split(' ')[0])).toEqual([
    'tenants',
    'classes',
    'priorities',
    'deadlines',
  ]);
  const none = {
    ...trace,
    priority: new Int8Array(index.length),
    deadlineMs: new Float32Array(index.length).fill(Infinity),
  };
  expect(fitTrace(none, 'quantiles').notes.join()).not.toContain('not fitted');
});

const even = (count: number) => Array.from({ length: count }, (_, i) => 137 * i + 90 * Math.sin(i));
const ones = (count: number) => new Int32Array(count).fill(1);

test('99 requests are too few, 100 are enough', () => {
  expect(() => fitTrace(traceOf(even(99)), 'auto')).toThrow('99 requests are too few to fit: at least 100 are needed');
  expect(standIn(traceOf(even(100))).requestCount).toBe(100);
});

test('requests that all arrive at once cannot be fitted', () => {
  expect(() => fitTrace(traceOf(new Float64Array(200)), 'auto')).toThrow('all requests arrive at the same time');
});

test.each<[string, Trace, string | undefined]>([
  ['equal gaps', traceOf(even(300).map((_, i) => 100 * i)), undefined],
  ['equal lengths', traceOf(even(300), { promptTokens: ones(300), outputTokens: ones(300) }), 'all alike'],
  [
    'lengths of 0',
    traceOf(even(300), { promptTokens: new Int32Array(300), outputTokens: new Int32Array(300) }),
    'alike',
  ],
  ['no lengths', traceOf(even(300)), 'prompt lengths: neither the trace nor the stand-in has any'],
  [
    'prompts alone',
    traceOf(even(300), { promptTokens: ones(300) }),
    'output lengths: neither the trace nor the stand-in has any',
  ],
  [
    'outputs alone',
    traceOf(even(300), { outputTokens: ones(300) }),
    'prompt lengths: neither the trace nor the stand-in has any',
  ],
  [
    'sessions whose prompts grow, without outputs',
    traceOf(even(300), {
      promptTokens: Int32Array.from({ length: 300 }, (_, i) => 100 + 10 * (i % 2)),
      session: Int32Array.from({ length: 300 }, (_, i) => i >> 1),
    }),
    'output lengths: neither the trace nor the stand-in has any',
  ],
  [
    'one session',
    traceOf(even(300), { session: new Int32Array(300) }),
    'sessions are omitted: 1 is too few to fit how they begin',
  ],
  [
    'sessions that begin at once',
    traceOf(
      even(300).map((ms, i) => (i < 100 ? 0 : ms)),
      { session: Int32Array.from({ length: 300 }, (_, i) => i % 100) },
    ),
    'sessions are omitted: they all begin at the same time',
  ],
  ['no request in a session', traceOf(even(300), { session: new Int32Array(300).fill(-1) }), undefined],
  [
    'sessions without lengths',
    traceOf(even(300), { session: Int32Array.from({ length: 300 }, (_, i) => i >> 1) }),
    'prompts do not grow with a session',
  ],
  [
    'blocks without lengths',
    traceOf(even(300), { blocks: { blockTokens: 16, last: new Int32Array(300), parent: Int32Array.of(-1) } }),
    undefined,
  ],
  [
    'prompts without blocks',
    traceOf(even(300), {
      promptTokens: ones(300),
      outputTokens: ones(300),
      blocks: { blockTokens: 16, last: new Int32Array(300).fill(-1), parent: new Int32Array(0) },
    }),
    'no block is common',
  ],
])('%s: there is a stand-in as long, at about the rate of the trace', (_what, trace, told) => {
  if (told !== undefined) expect(fitTrace(trace, 'auto').notes.join('\n')).toContain(told);
  const [recorded, found] = [inspectTrace(trace), inspectTrace(standIn(trace))];
  expect(found.requests).toBe(recorded.requests);
  const lengthsOf = ({ prompt_tokens, output_tokens }: TraceProfile) => [prompt_tokens, output_tokens].map(Boolean);
  expect(lengthsOf(found)).toEqual(lengthsOf(recorded));
  expectNear(found.arrivals.mean_per_s, recorded.arrivals.mean_per_s, 0.3, 'rate'); // 300 gaps: 6 %, sessions more
});
