import type { RandomStream, Streams } from '../../core/index.js';
import { type Wish, WishKinds } from '../trace/index.js';
import { placeOf } from './distributions/cumulative.js';

/** What a share of the requests asks for. */
export interface Want {
  /** Above 0; those of a list sum to at most 1, and the rest of the requests asks for nothing. */
  readonly share: number;
  readonly wish: Wish;
}

/** Who may want something: a source, or a class of requests. */
interface Wanting {
  readonly wants?: readonly Want[] | undefined;
}

/** Shares whose sum is so near to 1 leave nothing: .1 + .2 + .7 is a little less. */
export const SHARE_TOLERANCE = 1e-9;

/** The different wishes of a workload; undefined where nobody asks for anything. */
export function wishKinds({
  sources,
  classes = [],
}: {
  readonly sources: readonly Wanting[];
  readonly classes?: readonly Wanting[] | undefined;
}): WishKinds | undefined {
  const known = new WishKinds();
  for (const { wants = [] } of [...classes, ...sources]) for (const { wish } of wants) known.indexOf(wish);
  return known.kinds.length === 1 ? undefined : known;
}

/** The wishes that requests of one kind may have. */
interface Row {
  /** Sums of the shares, the last at least 1. */
  readonly sums: Float64Array;
  readonly kinds: Uint16Array;
}

/**
 * Draws what the requests of a source ask for; the wishes of a class go before those of the source, all of them together.
 * One number is drawn for each request, or session, of the source, whatever its class, so that another share changes the
 * wishes of as few as it must; none where there is nothing to choose. Cost: O(log wants).
 */
export class Wants {
  /** By class, the last for requests without one. */
  readonly #rows: readonly Row[];
  /** Undefined where no kind of request has a choice. */
  readonly #random: RandomStream | undefined;

  /** @param suffix of the name of the stream */
  constructor(
    { wants = [] }: Wanting,
    classes: readonly Wanting[],
    kinds: WishKinds,
    streams: Streams,
    suffix: string,
  ) {
    this.#rows = [...classes.map((each) => each.wants ?? wants), wants].map((each) => rowOf(each, kinds));
    const hasChoice = this.#rows.some((row) => row.kinds.length > 1);
    this.#random = hasChoice ? streams.named(`wishes${suffix}`) : undefined;
  }

  restart(session: number, turn: number): void {
    this.#random?.restart(session, turn);
  }

  /** @param row index of the class, or the number of classes for none @returns index of the wish */
  draw(row: number): number {
    const { sums, kinds } = this.#rows[row];
    return kinds[placeOf(sums, this.#random?.uniform() ?? 0)];
  }
}

function rowOf(wants: readonly Want[], kinds: WishKinds): Row {
  const total = wants.reduce((sum, { share }) => sum + share, 0);
  const all = total >= 1 - SHARE_TOLERANCE ? wants : [...wants, { share: Infinity, wish: {} }];
  let sum = 0;
  return {
    sums: Float64Array.from(all, ({ share }) => (sum += share)),
    kinds: Uint16Array.from(all, ({ wish }) => kinds.indexOf(wish)),
  };
}
