import { fitTrace } from '../../../src/tank/fitting/fit-trace.js';
import { makeStandIn } from '../../../src/tank/fitting/make-stand-in.js';
import type { ArrivalSpec } from '../../../src/tank/traffic/arrivals/spec.js';
import type { Trace } from '../../../src/tank/trace/trace.js';
import { repetitions } from '../../support/runs.js';
import { arrivalsOf, traceOf } from '../../support/traces.js';

/** Traces of many kinds that scenarios are fitted to. */

const skewed = (count: number, scale: number) =>
  Int32Array.from({ length: count }, (_, i) => 1 + Math.round((scale * ((i * 7919) % 1009) ** 2) / 1e6));

function sample(spec: ArrivalSpec, extra: (count: number) => Partial<Trace> = () => ({})): Trace {
  const arrivalMs = arrivalsOf(spec, repetitions(300_000, 900_000), 'stand-in');
  const count = arrivalMs.length;
  return traceOf(arrivalMs, { promptTokens: skewed(count, 3000), outputTokens: skewed(count, 500), ...extra(count) });
}

const POISSON = { kind: 'poisson', rate: 3 } as const;
export const TRACES: Readonly<Record<string, Trace>> = {
  poisson: sample(POISSON),
  gamma: sample({ kind: 'gamma', rate: 3, cv: 3 }),
  weibull: sample({ kind: 'weibull', rate: 3, shape: 0.6 }),
  cox: sample({ kind: 'cox', rate: 3, rate_cv: 0.4, time_constant: 30_000, gap_cv: 1 }),
  bursts: sample({
    kind: 'modulated_poisson',
    burst: { rate: 20, length: 10_000 },
    lull: { rate: 1, length: 60_000 },
  }),
  lulls: sample({
    kind: 'modulated_poisson',
    burst: { rate: 20, length: 10_000 },
    lull: { rate: 0, length: 60_000 },
  }),
  rare: sample({
    kind: 'modulated_poisson',
    burst: { rate: 2000, length: 100 },
    lull: { rate: 0, length: 300_000 },
  }),
  deterministic: sample({ kind: 'deterministic', rate: 3 }),
  sessions: sample(POISSON, (count) => ({ session: Int32Array.from({ length: count }, (_, i) => (i * 31) % 300) })),
  bare: sample(POISSON, () => ({ promptTokens: new Int32Array(0), outputTokens: new Int32Array(0) })),
};

const standIns = new Map<string, ReturnType<typeof makeStandIn>>();

/** The stand-in of a trace: made once for all tests, which leave it as it is. */
export function standInOf(name: string): ReturnType<typeof makeStandIn> {
  const standIn = standIns.get(name) ?? makeStandIn(name, TRACES[name], fitTrace(TRACES[name], 'auto'));
  standIns.set(name, standIn);
  return standIn;
}
