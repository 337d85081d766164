import type { EngineConfig, IterationCost } from '../../../src/tank/simulation/backends/llm/engine-types.js';
import type { Case, Log } from './drive.js';
import { requestsOf, type Sizes } from './requests.js';

/** A request of a case by hand: a time, or the request before it and a think time. */
export type SmallRequest = Sizes & ({ readonly atMs: number } | { readonly after: number; readonly thinkMs: number });

/** 8 ms an iteration, whatever it computes. */
export const EIGHT_MS: IterationCost = { t0: 8, a: 0, b: 0, g2: 0, n0: 0, c: 0, f: 0 };

/** One endpoint with room for everything, but for what is given. */
export function smallCase(
  requests: readonly SmallRequest[],
  config: Partial<EngineConfig> = {},
  controls: Partial<Pick<Case, 'cancels' | 'speeds' | 'reads'>> = {},
): Case {
  const full: EngineConfig = {
    cost: EIGHT_MS,
    maxBatchTokens: 1000,
    maxSequences: 10,
    blockCount: 1001,
    blockTokens: 16,
    admissionLag: 1,
    admission: 'whole_prompt',
    prefixCaching: false,
    ...config,
  };
  const arrivals = requests.flatMap((entry, request) =>
    'atMs' in entry ? [{ request, endpoint: 0, atMs: entry.atMs }] : [],
  );
  const followUps = requests.flatMap((entry, request) =>
    'after' in entry ? [{ after: entry.after, request, endpoint: 0, thinkMs: entry.thinkMs }] : [],
  );
  const sizes = requestsOf(requests, full.blockTokens, full.prefixCaching);
  const none = { cancels: [], speeds: [], reads: [] };
  return {
    name: 'by hand',
    config: full,
    endpointCount: 1,
    requests: sizes,
    arrivals,
    followUps,
    ...none,
    ...controls,
  };
}

/** @returns when something happened to a request: once, or never, which is NaN */
export function timeOf(log: Log, kind: Log['events'][number]['kind'], request: number): number {
  const times = log.events.filter((event) => event.kind === kind && 'request' in event && event.request === request);
  if (times.length > 1) throw new Error(`${kind} of request ${request} happened ${times.length} times`);
  return times.length === 0 ? NaN : times[0].atMs;
}
