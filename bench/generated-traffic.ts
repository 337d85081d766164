import type { ArrivalSpec } from '../src/tank/traffic/arrivals/spec.js';
import type { SessionSpec } from '../src/tank/traffic/sessions.js';
import type { SourceSpec, WorkloadSpec } from '../src/tank/traffic/workload-spec.js';

const processes = {
  poisson: { kind: 'poisson', rate: 40 },
  deterministic: { kind: 'deterministic', rate: 40 },
  gamma: { kind: 'gamma', rate: 40, cv: 2 },
  weibull: { kind: 'weibull', rate: 40, shape: 0.7 },
  modulated_poisson: {
    kind: 'modulated_poisson',
    burst: { rate: 100, length: 2000 },
    lull: { rate: 10, length: 8000 },
  },
  steps: {
    kind: 'steps',
    steps: [
      { at: 0, rate: 20 },
      { at: 600_000, rate: 80 },
    ],
  },
  cox: { kind: 'cox', rate: 40, rate_cv: 0.5, time_constant: 60_000, gap_cv: 1 },
  time_of_day: { kind: 'time_of_day', rate: 40, hours: [1, 1, 2, 5, 4, 2], day: 86_400_000, start: 0 },
  batches: { kind: 'batches', rate: 10, size: { kind: 'zipf', count: 20, skew: 1 } },
  tenants: { kind: 'tenants', rate: 40, count: 100, skew: 1, gap_cv: 1 },
} satisfies Readonly<Record<string, ArrivalSpec>>;

const sessions: SessionSpec = {
  turns: { kind: 'gamma', mean: 6, cv: 0.8 },
  thinkTime: { kind: 'lognormal', mean: 20_000, cv: 1 },
  newTokens: { kind: 'lognormal', mean: 100, cv: 1 },
};
const BLOCK_TOKENS = 16;

export const generatedNames = [...Object.keys(processes), 'sessions', 'sessions_with_blocks', 'all_columns'];

/** Requests with two lognormal lengths, and what the name says besides. */
export function generatedWorkload(name: string, requests: number): WorkloadSpec {
  if (name === 'all_columns') return { ...ofSource('sessions', requests, allOfASource), ...allOfAWorkload };
  const blockTokens = name === 'sessions_with_blocks' ? BLOCK_TOKENS : undefined;
  return { ...ofSource(name, requests, {}), blockTokens };
}

function ofSource(name: string, requests: number, more: Partial<SourceSpec>): WorkloadSpec {
  const isProcess = (name: string): name is keyof typeof processes => Object.hasOwn(processes, name);
  const source: SourceSpec = {
    arrivals: isProcess(name) ? processes[name] : processes.poisson,
    promptTokens: { kind: 'lognormal', mean: 800, cv: 1 },
    outputTokens: { kind: 'lognormal', mean: 200, cv: 1 },
    ...(!isProcess(name) && { sessions }),
    ...more,
  };
  return { sources: [source], requests, durationMs: undefined };
}

const allOfASource: Partial<SourceSpec> = {
  arrivals: processes.tenants,
  prefixes: { count: 100, skew: 1, tokens: { kind: 'constant', value: 64 } },
};
const allOfAWorkload: Partial<WorkloadSpec> = {
  classes: [
    { name: 'chat', weight: 1, priority: 1, deadlineMs: 10_000, promptTokens: undefined, outputTokens: undefined },
  ],
  outputEstimate: { bias: 1, cv: 0.3 },
  blockTokens: BLOCK_TOKENS,
};
