import { type RandomStream, Streams } from '../../../src/core/index.js';
import type { EngineConfig, IterationCost } from '../../../src/tank/simulation/backends/llm/engine-types.js';
import type { Arrival, Case, FollowUp } from './drive.js';
import { requestsOf, type Sizes } from './requests.js';

const BLOCK_TOKENS = 16;
const MOST_BLOCKS = 1000;

/** Costs and times that go together: on a lattice nearly everything coincides, dyadic sums are exact, real ones are not. */
const PROFILES = ['lattice', 'dyadic', 'real'] as const;
type Profile = (typeof PROFILES)[number];

/** A random case (ENGINE-RULES §7), which depends on its number alone. */
export function makeCase(number: number): Case {
  const random = new Streams('llm engine cases', number).named('case');
  return new Maker(random).make(`case ${number}`);
}

/**
 * A case with ties: arrivals from outside, cancels and speeds are moved to earlier boundaries, one after the other in the order of
 * time. What one of them changes comes after it, so that boundaries up to it stay where they are.
 * @param boundariesOf times of the boundaries of all endpoints, from a run of a case
 */
export function makeTiedCase(number: number, boundariesOf: (testCase: Case) => readonly number[]): Case {
  const random = new Streams('llm engine cases', number).named('ties');
  const base = makeCase(number);
  let tied: Case = { ...base, name: `tied case ${number}` };
  const moves = (['arrivals', 'cancels', 'speeds'] as const)
    .flatMap((list) => base[list].map(({ atMs }, i) => ({ list, i, atMs })))
    .sort((a, b) => a.atMs - b.atMs);
  let fromMs = 0;
  for (const { list, i, atMs } of moves) {
    const places = boundariesOf(tied).filter((boundaryMs) => boundaryMs >= fromMs && boundaryMs <= atMs);
    const recent = places.slice(-4);
    const toMs = recent.length === 0 || random.below(8) === 0 ? atMs : pick(random, recent);
    tied = { ...tied, [list]: tied[list].map((entry, j) => (j === i ? { ...entry, atMs: toMs } : entry)) };
    fromMs = toMs;
  }
  return tied;
}

/** Draws one case. */
class Maker {
  readonly #random: RandomStream;
  readonly #profile: Profile;
  readonly #endpointCount: number;
  readonly #longestOutput: number;
  readonly #promptKind: number;
  /** Arrivals from outside come between 0 and this. */
  readonly #spanMs: number;
  readonly #longestThinkMs: number;
  readonly #sharedPrompts: { name: string; blocks: number }[];
  readonly #sizes: Sizes[] = [];
  readonly #arrivals: Arrival[] = [];
  readonly #followUps: FollowUp[] = [];

  constructor(random: RandomStream) {
    this.#random = random;
    this.#profile = pick(random, PROFILES);
    this.#endpointCount = 1 + random.below(3);
    this.#longestOutput = pick(random, [1, 3, 20, 60]);
    this.#promptKind = random.below(5);
    this.#spanMs = pick(random, [0, 40, 300, 1000, 4000]);
    this.#longestThinkMs = pick(random, [0, 20, 400]);
    this.#sharedPrompts = Array.from({ length: random.below(3) }, (_, i) => ({
      name: `${i}`,
      blocks: 1 + random.below(3),
    }));
  }

  make(name: string): Case {
    const requestCount = 1 + this.#random.below(pick(this.#random, [4, 12, 40, 40]));
    const hasSessions = this.#random.below(2) === 0;
    while (this.#sizes.length < requestCount) {
      const mostTurns = Math.min(4, requestCount - this.#sizes.length);
      this.#addSession(hasSessions ? 1 + this.#random.below(mostTurns) : 1);
    }
    const config = this.#config();
    const cancels = this.#cancels();
    return {
      name,
      config,
      endpointCount: this.#endpointCount,
      requests: requestsOf(this.#sizes, BLOCK_TOKENS, config.prefixCaching),
      arrivals: byTime(this.#arrivals),
      followUps: this.#followUps,
      cancels,
      speeds: this.#speeds(cancels),
      reads: this.#reads(),
    };
  }

  /** Turns of one session: the next prompt is all before and a little more, or the same prompt once more. */
  #addSession(turnCount: number): void {
    const shared =
      this.#sharedPrompts.length > 0 && this.#chance(2) ? pick(this.#random, this.#sharedPrompts) : undefined;
    const stream = `session ${this.#sizes.length}`;
    const atMs = this.#time(this.#spanMs);
    const endpoint = this.#random.below(this.#endpointCount);
    let promptTokens = (shared?.blocks ?? 0) * BLOCK_TOKENS + this.#newTokens();
    if (shared !== undefined && this.#chance(5)) promptTokens = shared.blocks * BLOCK_TOKENS;
    for (let turn = 0; turn < turnCount; turn++) {
      const request = this.#sizes.length;
      const outputTokens = 1 + this.#random.below(this.#longestOutput);
      this.#sizes.push({ promptTokens, outputTokens, stream, shared });
      this.#bring(request, turn === 0, this.#chance(5) ? this.#random.below(this.#endpointCount) : endpoint, atMs);
      if (!this.#chance(4)) promptTokens += outputTokens + this.#random.below(20);
    }
  }

  /** Later turns are caused by the turn before, or come from outside whether that is done or not. */
  #bring(request: number, isFirst: boolean, endpoint: number, sessionMs: number): void {
    if (isFirst) this.#arrivals.push({ request, endpoint, atMs: sessionMs });
    else if (this.#chance(3)) {
      const laterMs = this.#time(pick(this.#random, [0, 60, this.#spanMs]));
      this.#arrivals.push({ request, endpoint, atMs: sessionMs + laterMs });
    } else this.#followUps.push({ after: request - 1, request, endpoint, thinkMs: this.#time(this.#longestThinkMs) });
  }

  #newTokens(): number {
    const below = (n: number) => this.#random.below(n);
    if (this.#promptKind === 0) return 1 + below(12);
    if (this.#promptKind === 1) return 1 + below(100);
    if (this.#promptKind === 2) return BLOCK_TOKENS * (1 + below(5));
    if (this.#promptKind === 3) return 1 + below(300);
    return this.#chance(2) ? BLOCK_TOKENS * (1 + below(3)) : 1 + below(40);
  }

  #config(): EngineConfig {
    const maxSequences = 1 + this.#random.below(8);
    return {
      cost: this.#cost(),
      maxSequences,
      maxBatchTokens: maxSequences + this.#random.below(61 - maxSequences),
      blockCount: this.#usableBlocks() + 1,
      blockTokens: BLOCK_TOKENS,
      admissionLag: this.#chance(2) ? 1 : 0,
      admission: this.#chance(3) ? 'first_chunk' : 'whole_prompt',
      prefixCaching: !this.#chance(3),
    };
  }

  /** From what the largest request needs, now and then one less. */
  #usableBlocks(): number {
    const needs = this.#sizes.map(({ promptTokens, outputTokens }) =>
      Math.ceil((promptTokens + outputTokens - 1) / BLOCK_TOKENS),
    );
    const least = Math.max(...needs);
    if (this.#chance(12)) return Math.max(1, least - 1);
    const more = pick(this.#random, [0, 1 + this.#random.below(4), 1 + this.#random.below(2 * least + 4), MOST_BLOCKS]);
    return Math.max(least, Math.min(MOST_BLOCKS, least + more));
  }

  #cost(): IterationCost {
    const { lattice, dyadic } = FIXED_COSTS;
    if (this.#profile === 'lattice') return lattice;
    if (this.#profile === 'dyadic') return { ...dyadic, n0: this.#random.below(30) };
    const upTo = (most: number) => most * this.#random.uniform();
    return {
      t0: 1 + upTo(12),
      a: upTo(0.1),
      b: upTo(0.1),
      g2: upTo(0.2),
      n0: this.#random.below(30),
      c: upTo(0.001),
      f: upTo(0.05),
    };
  }

  /** In some cases all at one instant. */
  #cancels(): Case['cancels'] {
    if (!this.#chance(3)) return [];
    const chosen = [...this.#sizes.keys()].filter(() => this.#chance(4));
    const togetherMs = this.#chance(3) ? this.#laterTime() : undefined;
    return byTime(chosen.map((request) => ({ request, atMs: togetherMs ?? this.#laterTime() })));
  }

  /** Some of them at the time of a cancel. */
  #speeds(cancels: Case['cancels']): Case['speeds'] {
    if (!this.#chance(3)) return [];
    const values = this.#profile === 'real' ? [0.3 + this.#random.uniform(), 1, 1.7] : [0.5, 1, 2];
    const speeds = this.#list(6, () => ({ speed: pick(this.#random, values) }));
    if (cancels.length === 0) return byTime(speeds);
    return byTime(
      speeds.map((entry) => (this.#chance(3) ? { ...entry, atMs: pick(this.#random, cancels).atMs } : entry)),
    );
  }

  #reads(): Case['reads'] {
    return this.#chance(2) ? byTime(this.#list(20, () => ({}))) : [];
  }

  /** Up to so many entries, each of an endpoint at a time. */
  #list<T>(most: number, more: () => T): (T & { endpoint: number; atMs: number })[] {
    return Array.from({ length: 1 + this.#random.below(most) }, () => ({
      endpoint: this.#random.below(this.#endpointCount),
      atMs: this.#laterTime(),
      ...more(),
    }));
  }

  /** Also after the last arrival, while there is still work. */
  #laterTime(): number {
    return this.#time(this.#spanMs + 200);
  }

  #time(mostMs: number): number {
    if (this.#profile === 'real') return mostMs * this.#random.uniform();
    const stepMs = this.#profile === 'lattice' ? 4 : 0.25;
    return stepMs * this.#random.below(mostMs / stepMs + 1);
  }

  /** Once in so many times. */
  #chance(times: number): boolean {
    return this.#random.below(times) === 0;
  }
}

const FIXED_COSTS = {
  lattice: { t0: 8, a: 0, b: 0, g2: 0, n0: 0, c: 0, f: 0 },
  dyadic: { t0: 8, a: 1 / 64, b: 1 / 32, g2: 1 / 128, n0: 0, c: 1 / 65536, f: 1 / 4096 },
};

function byTime<T extends { readonly atMs: number }>(list: readonly T[]): T[] {
  return [...list].sort((a, b) => a.atMs - b.atMs);
}

function pick<T>(random: RandomStream, list: readonly T[]): T {
  return list[random.below(list.length)];
}
