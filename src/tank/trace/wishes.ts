/** What a client asks for, by name. */
export interface Wish {
  /** The only model that may serve it. */
  readonly requiredModel?: string | undefined;
  /** The model that should serve it while it can. */
  readonly preferredModel?: string | undefined;
  readonly capabilities?: readonly string[] | undefined;
  readonly region?: string | undefined;
}

/** What requests ask for: different wishes, and by request the index of its own. */
export interface WishColumn {
  /** Each once; the first asks for nothing. */
  readonly kinds: readonly Wish[];
  readonly index: Uint16Array;
}

/** Most wishes that differ, the one for nothing included: an index has 16 bits. */
export const WISH_LIMIT = 2 ** 16;

/** Wishes with dense indices in the order in which they come up; 0 asks for nothing. */
export class WishKinds {
  readonly #index = new Map([[keyOf({}), 0]]);
  readonly #kinds: Wish[] = [{}];

  /** Those that came up, by index. */
  get kinds(): readonly Wish[] {
    return this.#kinds;
  }

  /** @returns the index of a wish, a new one for a new wish @throws RangeError where there are too many */
  indexOf(wish: Wish): number {
    const key = keyOf(wish);
    const known = this.#index.get(key);
    if (known !== undefined) return known;
    if (this.#kinds.length === WISH_LIMIT) throw new RangeError(`more than ${WISH_LIMIT} different wishes`);
    this.#index.set(key, this.#kinds.length);
    return this.#kinds.push(wish) - 1;
  }
}

/** The wishes of requests one by one, undefined where one asks for nothing. @returns undefined where none asks for anything */
export function wishColumn(wishes: readonly (Wish | undefined)[]): WishColumn | undefined {
  const known = new WishKinds();
  const index = Uint16Array.from(wishes, (wish) => known.indexOf(wish ?? {}));
  return known.kinds.length === 1 ? undefined : { kinds: known.kinds, index };
}

function keyOf({ requiredModel, preferredModel, capabilities = [], region }: Wish): string {
  return JSON.stringify([requiredModel, preferredModel, [...capabilities].sort(), region]);
}
