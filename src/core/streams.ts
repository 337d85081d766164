import seedrandom from 'seedrandom';
import { RandomStream } from './random-stream.js';

/**
 * The random streams of one replication, by name: one stream per purpose, so that a policy that draws more never
 * shifts the traffic. A stream is keyed by (scenario seed, replication, name); seedrandom turns the key into the state.
 */
export class Streams {
  readonly #prefix: string;

  /**
   * @param seed the scenario's seed, not empty
   * @param replication index of the replication, from 0
   */
  constructor(seed: string, replication: number) {
    if (seed === '') throw new Error('the seed is empty: give the scenario a seed of at least one character');
    this.#prefix = `${seed}/${replication}`;
  }

  /** @returns a fresh stream at the start of its sequence: ask once per purpose */
  named(name: string): RandomStream {
    const source = seedrandom(bytesOf(`${this.#prefix}/${name}`));
    return new RandomStream(Int32Array.from({ length: 4 }, () => source.int32()));
  }
}

/** A text of one character for each byte of its UTF-8: seedrandom looks at the low byte of each character alone. */
function bytesOf(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}
