import type { Sought } from '../results/index.js';

/** What runs at one value say: whether the target is met there, and whether that is sure. */
export interface Look {
  readonly isMet: boolean;
  readonly isSure: boolean;
}

/** Where a search goes. */
export interface SearchSpace {
  readonly from: number;
  readonly to: number;
  readonly sought: Sought;
  readonly isWhole: boolean;
  /** Values that are looked at in any case: those of the whole range, or one from which the search goes both ways. */
  readonly start: number | undefined;
  /** Neighbours that differ by no more than this share of the larger one are near enough. */
  readonly tolerance: number;
}

/** The answer of a search. */
export interface Answer {
  /** The hardest value that was looked at and at which the target is met. */
  readonly value: number | undefined;
  /** From the hardest at which it is surely met to the easiest beyond which it is surely missed; undefined outside of the range. */
  readonly ci95: readonly [low: number | undefined, high: number | undefined];
  /** Whether the target is met at the hardest value of the range, or at the hardest at which runs say anything, or nowhere. */
  readonly outside?: 'met_at_the_end' | 'met_nowhere' | 'runs_too_short' | undefined;
  /** Values easier than the answer at which the target is surely missed: it is not monotone. */
  readonly missedAt: readonly number[];
  /** Values that were looked at, from low to high. */
  readonly values: readonly number[];
}

/** Values that are looked at of a range that was given: enough to see a curve that goes down and up again. */
const SCAN = 5;
/** Most values of one search: noise may turn it around, never on and on. */
const MOST_VALUES = 80;
/** Digits of the values between. */
const DIGITS = 4;

/**
 * The hardest value at which a target is met, by bisection, and its interval by inverting a test: a value belongs to it where
 * runs are not sure whether the target is met, so it covers as often as that test is right. Its ends are values that were
 * looked at, by no more than the tolerance beyond the exact ones.
 * @param look undefined where nothing can be said: such a value is outside of the range
 * @returns an answer without values where nothing can be said of the first ones
 */
export async function searchCapacity(
  space: SearchSpace,
  look: (value: number) => Promise<Look | undefined>,
): Promise<Answer> {
  const seen = new Map<number, Look>();
  const silent: number[] = [];
  const visit = async (value: number) => {
    if (seen.has(value) || silent.includes(value)) return;
    const found = await look(value);
    if (found === undefined) silent.push(value);
    else seen.set(value, found);
  };
  const walk = () => new Walk(space, seen, silent);
  for (const value of firstValues(space)) await visit(value);
  if (seen.size === 0) return walk().answer();
  for (let tries = seen.size; tries < MOST_VALUES; tries++) {
    const next = walk().next();
    if (next === undefined) break;
    await visit(next);
  }
  return walk().answer();
}

/** The start alone, or values over the whole range. */
function firstValues({ from, to, start, isWhole }: SearchSpace): readonly number[] {
  if (start !== undefined) return [start];
  if (isWhole && to - from < SCAN) return Array.from({ length: to - from + 1 }, (_, i) => from + i);
  const values = Array.from({ length: SCAN }, (_, i) => from * (to / from) ** (i / (SCAN - 1)));
  return [from, ...values.slice(1, -1).map((value) => rounded(value, isWhole)), to];
}

function rounded(value: number, isWhole: boolean): number {
  return isWhole ? Math.round(value) : Number(value.toPrecision(DIGITS));
}

/** What is known at some moment of a search. */
class Walk {
  readonly #space: SearchSpace;
  /** From easy to hard. */
  readonly #values: readonly number[];
  readonly #isMet: readonly boolean[];
  readonly #isSurelyMet: readonly boolean[];
  readonly #isSurelyMissed: readonly boolean[];

  /** The easiest value on the hard side at which nothing can be said; undefined where there is none. */
  readonly #edge: number | undefined;

  constructor(space: SearchSpace, seen: ReadonlyMap<number, Look>, silent: readonly number[]) {
    this.#space = space;
    const { sought } = space;
    this.#values = [...seen.keys()].sort((a, b) => (sought === 'highest' ? a - b : b - a));
    const looks = this.#values.flatMap((value) => seen.get(value) ?? []);
    const beyond = silent.filter((value) => (sought === 'highest' ? value > this.#last() : value < this.#last()));
    if (beyond.length > 0) this.#edge = sought === 'highest' ? Math.min(...beyond) : Math.max(...beyond);
    this.#isMet = looks.map(({ isMet }) => isMet);
    this.#isSurelyMet = looks.map(({ isMet, isSure }) => isMet && isSure);
    this.#isSurelyMissed = looks.map(({ isMet, isSure }) => !isMet && isSure);
  }

  /** The value to look at next; undefined where nothing is left to be known. */
  next(): number | undefined {
    return (
      this.#outwards() ??
      this.#towardsEdge() ??
      this.#between(this.#met()) ??
      this.#between(this.#surely()) ??
      this.#between(this.#maybe())
    );
  }

  answer(): Answer {
    const { isWhole, sought } = this.#space;
    const [met, surely, maybe] = [this.#met(), this.#surely(), this.#maybe()];
    const easy = this.#at(surely);
    // of whole numbers the last that may be the answer; of others the next one, before which it lies
    const isAtEnd = maybe === this.#values.length - 1;
    const hard = isAtEnd ? (this.#isLeast(maybe) ? this.#at(maybe) : undefined) : this.#at(isWhole ? maybe : maybe + 1);
    const isMetAtEnd = met === this.#values.length - 1 && !this.#isLeast(met);
    return {
      value: this.#at(met),
      ci95: sought === 'highest' ? [easy, hard] : [hard, easy],
      outside: met < 0 ? 'met_nowhere' : isMetAtEnd ? this.#beyondEnd() : undefined,
      missedAt: inOrder(this.#values.filter((_, place) => place < surely && this.#isSurelyMissed[place])),
      values: inOrder(this.#values),
    };
  }

  #last(): number {
    return this.#values[this.#values.length - 1];
  }

  #beyondEnd(): Answer['outside'] {
    return this.#edge === undefined ? 'met_at_the_end' : 'runs_too_short';
  }

  #at(place: number): number | undefined {
    return place < 0 ? undefined : this.#values[place];
  }

  /** The hardest place at which the target is met; −1 where it is met nowhere. */
  #met(): number {
    return this.#isMet.lastIndexOf(true);
  }

  #surely(): number {
    return this.#isSurelyMet.lastIndexOf(true);
  }

  /** The hardest place at which the target is not surely missed. */
  #maybe(): number {
    return this.#isSurelyMissed.lastIndexOf(false);
  }

  /** Whether nothing can be harder: one of what is counted. */
  #isLeast(place: number): boolean {
    const { isWhole, sought } = this.#space;
    return isWhole && sought === 'lowest' && this.#values[place] === 1;
  }

  /** From a start, by twice or half, until both ends are sure, and one step more to see whether it stays so. */
  #outwards(): number | undefined {
    if (this.#space.start === undefined) return undefined;
    const last = this.#values.length - 1;
    const harder = last - this.#maybe() < 2 ? this.#step(this.#values[last], 1) : undefined;
    return harder ?? (this.#surely() < 1 ? this.#step(this.#values[0], -1) : undefined);
  }

  /** As near to the edge as it takes, while the last value that says something is not surely missed. */
  #towardsEdge(): number | undefined {
    if (this.#edge === undefined || this.#isSurelyMissed[this.#values.length - 1]) return undefined;
    return this.#middle(this.#last(), this.#edge);
  }

  /** @param way 1 to harder values */
  #step(value: number, way: 1 | -1): number | undefined {
    if (way === 1 && this.#edge !== undefined) return undefined;
    const { from, to, sought, isWhole } = this.#space;
    const isMore = sought === 'highest' ? way === 1 : way === -1;
    const next = isMore ? Math.min(to, 2 * value) : Math.max(from, isWhole ? Math.floor(value / 2) : value / 2);
    return next === value ? undefined : next;
  }

  /** A value between a place and the next, where they are not near enough. */
  #between(place: number): number | undefined {
    if (place < 0 || place + 1 >= this.#values.length) return undefined;
    return this.#middle(this.#values[place], this.#values[place + 1]);
  }

  #middle(...ends: readonly [number, number]): number | undefined {
    const { isWhole, tolerance } = this.#space;
    const [low, high] = inOrder(ends);
    if (!isWhole && high - low <= tolerance * high) return undefined;
    const middle = isWhole ? Math.floor((low + high) / 2) : rounded(Math.sqrt(low * high), false);
    return middle > low && middle < high ? middle : undefined;
  }
}

function inOrder(values: readonly number[]): readonly number[] {
  return [...values].sort((a, b) => a - b);
}
