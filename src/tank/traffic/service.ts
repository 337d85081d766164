import type { RandomStream, Streams } from '../../core/index.js';
import type { Distribution } from './distributions/distribution.js';
import { Lognormal } from './distributions/lognormal.js';
import { createDistribution, type DistributionSpec } from './distributions/spec.js';
import type { Trace } from '../trace/index.js';

/** How long a request occupies a slot of an endpoint of speed 1. */
export type ServiceSpec =
  | TokenServiceSpec
  /** In milliseconds, whatever the lengths. */
  | { readonly kind: 'distribution'; readonly distribution: DistributionSpec };

export interface TokenServiceSpec {
  readonly kind: 'tokens';
  readonly baseMs: number;
  readonly perPromptTokenMs: number;
  readonly perOutputTokenMs: number;
  /** Coefficient of variation of a lognormal factor with mean 1. */
  readonly noiseCv: number;
}

/**
 * Service demand of every request in ms at speed 1: drawn at arrival from the stream `service`, the same at every
 * endpoint and retry.
 * Cost: O(requests); without noise and distribution nothing is drawn.
 * @throws Error when the service depends on lengths that the trace does not have
 */
export function serviceDemands(trace: Trace, spec: ServiceSpec, streams: Streams): Float64Array {
  const demandMs = new Float64Array(trace.requestCount);
  const times = new ServiceTimes(trace, spec, streams);
  for (let request = 0; request < demandMs.length; request++) demandMs[request] = times.draw(request);
  return demandMs;
}

/** Draws the service demands of the requests of a trace, one by one. Cost: at most one draw each. */
export class ServiceTimes {
  readonly random: RandomStream;
  readonly #distribution: Distribution | undefined;
  readonly #noise: Distribution | undefined;
  readonly #byTokens: TokenTimes;

  /** @throws Error when the service depends on lengths that the trace does not have */
  constructor(trace: Trace, spec: ServiceSpec, streams: Streams) {
    const byTokens = spec.kind === 'tokens' ? spec : NO_TOKENS;
    this.random = streams.named('service');
    this.#distribution = spec.kind === 'distribution' ? createDistribution(spec.distribution) : undefined;
    this.#noise = byTokens.noiseCv > 0 ? new Lognormal(1, byTokens.noiseCv) : undefined;
    this.#byTokens = new TokenTimes(trace, byTokens);
  }

  draw(request: number): number {
    if (this.#distribution !== undefined) return this.#distribution.sample(this.random);
    const demandMs = this.#byTokens.timeMs(request);
    return this.#noise === undefined ? demandMs : demandMs * this.#noise.sample(this.random);
  }
}

const NO_TOKENS: TokenServiceSpec = {
  kind: 'tokens',
  baseMs: 0,
  perPromptTokenMs: 0,
  perOutputTokenMs: 0,
  noiseCv: 0,
};

/** Service times by tokens, without their noise. Cost: O(1) per request. */
export class TokenTimes {
  readonly #promptTokens: Int32Array;
  readonly #outputTokens: Int32Array;
  readonly #baseMs: number;
  readonly #perPromptTokenMs: number;
  readonly #perOutputTokenMs: number;

  /** @throws Error when the service depends on lengths that the trace does not have */
  constructor(trace: Trace, { baseMs, perPromptTokenMs, perOutputTokenMs }: TokenServiceSpec) {
    this.#baseMs = baseMs;
    this.#perPromptTokenMs = perPromptTokenMs;
    this.#perOutputTokenMs = perOutputTokenMs;
    this.#promptTokens = lengthsFor(perPromptTokenMs, trace.promptTokens, trace, 'prompt');
    this.#outputTokens = lengthsFor(perOutputTokenMs, trace.outputTokens, trace, 'output');
  }

  timeMs(request: number): number {
    let timeMs = this.#baseMs;
    if (this.#perPromptTokenMs > 0) timeMs += this.#perPromptTokenMs * this.#promptTokens[request];
    if (this.#perOutputTokenMs > 0) timeMs += this.#perOutputTokenMs * this.#outputTokens[request];
    return timeMs;
  }

  /** Share of a request's time that so many tokens of its prompt take. */
  promptShare(request: number, tokens: number): number {
    return (this.#perPromptTokenMs * tokens) / this.timeMs(request);
  }
}

function lengthsFor(perTokenMs: number, tokens: Int32Array, trace: Trace, side: 'prompt' | 'output'): Int32Array {
  if (perTokenMs > 0 && tokens.length !== trace.requestCount) {
    throw new Error(`the service time depends on ${side} tokens, and the trace has none`);
  }
  return tokens;
}
