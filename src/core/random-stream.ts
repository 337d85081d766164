import { mix32 } from './mix.js';

const TWO_32 = 2 ** 32;
const TWO_53 = 2 ** 53;
const TWO_MINUS_24 = 2 ** -24;
const TWO_MINUS_32 = 2 ** -32;
/** Largest n for which the product with a word is exact. */
const LARGEST_EXACT = 2 ** 21;

/**
 * xoshiro128** with its state in an Int32Array: 15 ns a 53-bit uniform and nothing allocated; exponential and normal
 * variates by the ziggurat method, of one word nearly always: layer and sign are 8 bits of it, the place within the layer
 * the other 24, so that a variate is never 0. One concrete class, so that every call site stays monomorphic.
 * Sources: Blackman and Vigna (2021), Scrambled Linear Pseudorandom Number Generators, ACM TOMS 47(4);
 * Marsaglia and Tsang (2000), The Ziggurat Method for Generating Random Variables, JSS 5(8); layer and abscissa come
 * from different bits, after Doornik (2005), An Improved Ziggurat Method to Generate Normal Random Samples.
 */
export class RandomStream {
  readonly #state: Int32Array;
  readonly #start: Int32Array;

  /** @param state four 32-bit words, not all zero */
  constructor(state: Int32Array) {
    if (state.length !== 4 || state.every((word) => word === 0)) {
      throw new Error('a random stream needs four state words, not all zero');
    }
    this.#state = Int32Array.from(state);
    this.#start = Int32Array.from(state);
  }

  /** Goes to the start of a sequence that depends on the first state and two keys alone. Cost: about 20 ns. */
  restart(a: number, b: number): void {
    for (let i = 0; i < 4; i++) this.#state[i] = mix32(this.#start[i] ^ Math.imul(a + 1, 0x9e3779b1), b + i);
    this.#state[3] |= 1; // never all zero
  }

  /** @returns a signed integer, uniform over all 2^32 values */
  int32(): number {
    const s = this.#state;
    const s1 = s[1];
    const scrambled = Math.imul(s1, 5);
    const result = Math.imul((scrambled << 7) | (scrambled >>> 25), 9);
    const s2 = s[2] ^ s[0];
    const s3 = s[3] ^ s1;
    s[1] = s1 ^ s2;
    s[0] = s[0] ^ s3;
    s[2] = s2 ^ (s1 << 9);
    s[3] = (s3 << 11) | (s3 >>> 21);
    return result;
  }

  /** @returns a number in [0, 1), with 53 random bits */
  uniform(): number {
    return ((this.int32() >>> 5) * 67108864 + (this.int32() >>> 6)) / TWO_53;
  }

  /**
   * Cost: one word for n up to 2^21, without any bias (Lemire 2019, Fast Random Integer Generation in an Interval, ACM TOMACS
   * 29(1)); above that two, with a bias below n / 2^53.
   * @param n an integer in 1…2^31
   * @returns an integer, uniform over 0…n − 1
   */
  below(n: number): number {
    if (n > LARGEST_EXACT) return this.#belowLarge(n);
    const product = (this.int32() >>> 0) * n;
    const drawn = (product * TWO_MINUS_32) | 0;
    return product - drawn * TWO_32 < n ? this.#belowFair(n, product) : drawn;
  }

  /** The word may be one of those too many that favour the first numbers: then another one is drawn. */
  #belowFair(n: number, product: number): number {
    const tooMany = TWO_32 % n;
    let drawn = (product * TWO_MINUS_32) | 0;
    while (product - drawn * TWO_32 < tooMany) {
      product = (this.int32() >>> 0) * n;
      drawn = (product * TWO_MINUS_32) | 0;
    }
    return drawn;
  }

  #belowLarge(n: number): number {
    const high = this.int32() >>> 5;
    return (((high * 67108864 + (this.int32() >>> 6)) / TWO_53) * n) | 0;
  }

  /** @returns an exponential variate of mean 1 */
  exponential(): number {
    for (let shift = 0; ;) {
      const word = this.int32();
      const layer = word & 255;
      const x = ((word >>> 8) + 0.5) * TWO_MINUS_24 * EXPONENTIAL_X[layer];
      if (x < EXPONENTIAL_X[layer + 1]) return shift + x;
      if (layer === 0) {
        shift += EXPONENTIAL_R; // beyond the last layer an exponential starts afresh
        continue;
      }
      const high = EXPONENTIAL_F[layer + 1];
      const low = EXPONENTIAL_F[layer];
      if (low + this.uniform() * (high - low) < Math.exp(-x)) return shift + x;
    }
  }

  /** @returns a standard normal variate */
  normal(): number {
    for (;;) {
      const word = this.int32();
      const layer = word & 127;
      const sign = (word & 128) === 0 ? 1 : -1;
      const x = ((word >>> 8) + 0.5) * TWO_MINUS_24 * NORMAL_X[layer];
      if (x < NORMAL_X[layer + 1]) return sign * x;
      if (layer === 0) return sign * this.#normalTail();
      const high = NORMAL_F[layer + 1];
      const low = NORMAL_F[layer];
      if (low + this.uniform() * (high - low) < Math.exp(-0.5 * x * x)) return sign * x;
    }
  }

  /** A normal variate, given that it exceeds the last layer: Marsaglia (1964). */
  #normalTail(): number {
    for (;;) {
      const x = this.exponential() / NORMAL_R;
      if (2 * this.exponential() > x * x) return NORMAL_R + x;
    }
  }
}

const EXPONENTIAL_R = 7.69711747013104972; // right end of the last of 256 layers of equal area
const EXPONENTIAL_AREA = 0.0039496598225815571993;
const [EXPONENTIAL_X, EXPONENTIAL_F] = layers(
  256,
  EXPONENTIAL_R,
  EXPONENTIAL_AREA,
  (x) => Math.exp(-x),
  (y) => -Math.log(y),
);

const NORMAL_R = 3.442619855899; // right end of the last of 128 layers of equal area
const NORMAL_AREA = 9.91256303526217e-3;
const [NORMAL_X, NORMAL_F] = layers(
  128,
  NORMAL_R,
  NORMAL_AREA,
  (x) => Math.exp(-0.5 * x * x),
  (y) => Math.sqrt(-2 * Math.log(y)),
);

/** Right ends x of `count` layers of equal area under the density f, falling to 0, and f at each of them. */
function layers(
  count: number,
  r: number,
  area: number,
  f: (x: number) => number,
  inverse: (y: number) => number,
): [Float64Array, Float64Array] {
  const x = new Float64Array(count + 1);
  x[0] = area / f(r); // the base layer, stretched so that its area counts the tail
  x[1] = r;
  for (let i = 2; i < count; i++) x[i] = inverse(f(x[i - 1]) + area / x[i - 1]);
  return [x, x.map(f)];
}
