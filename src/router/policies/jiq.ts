import { z } from 'zod';
import type { RandomStream } from '../../core/index.js';
import { type EndpointTable, INELIGIBLE } from '../fleet/endpoint-table.js';
import type { RequestView } from '../request-view.js';
import { type Candidates, type Policy, policy } from './policy.js';

/**
 * Join-Idle-Queue: a candidate with nothing in flight, uniformly at random; where none is idle, any candidate, uniformly
 * at random. The idle endpoints of each tier are kept in a list as load and tiers change.
 * Cost: O(1) per pick and per change; one draw where there are at least two to choose from; memory six words an endpoint.
 * Source: Lu, Xie, Kliot, Geller, Larus and Greenberg (2011), Join-Idle-Queue: A Novel Load Balancing Algorithm for
 * Dynamically Scalable Web Services, Performance Evaluation 68(11).
 */
export class JoinIdleQueue implements Policy {
  readonly #table: EndpointTable;
  readonly #random: RandomStream;
  /** By tier: its idle endpoints, and how many there are. */
  #idle: readonly Int32Array[] = [];
  readonly #counts = new Int32Array(INELIGIBLE);
  /** By endpoint: the tier in whose list it is, INELIGIBLE for none, and its place there. */
  #listed = new Uint8Array(0);
  #position = new Int32Array(0);
  #version = -1;

  constructor(table: EndpointTable, random: RandomStream) {
    this.#table = table;
    this.#random = random;
  }

  pick(_request: RequestView, table: EndpointTable, { tier, index, count }: Candidates): number {
    if (this.#version !== table.version) this.#rebuild();
    const idleCount = this.#counts[tier];
    return idleCount > 0 ? this.#oneOf(this.#idle[tier], idleCount) : this.#oneOf(index, count);
  }

  pickAmong(_request: RequestView, { load }: EndpointTable, list: Int32Array, count: number): number {
    let idleCount = 0;
    for (let i = 0; i < count; i++) if (load[list[i]] === 0) idleCount++;
    if (idleCount === 0) return this.#oneOf(list, count);
    let nth = idleCount === 1 ? 0 : this.#random.below(idleCount);
    for (let i = 0; i < count; i++) if (load[list[i]] === 0 && nth-- === 0) return list[i];
    throw new Error('jiq: the idle endpoints that were counted are not in the list');
  }

  onChange(endpoint: number): void {
    if (this.#version === this.#table.version) this.#update(endpoint); // else the next pick rebuilds
  }

  /** 0 where it is idle, else 1. */
  score(endpoint: number, { load }: EndpointTable): number {
    return load[endpoint] === 0 ? 0 : 1;
  }

  #oneOf(list: Int32Array, count: number): number {
    return count === 1 ? list[0] : list[this.#random.below(count)];
  }

  #update(endpoint: number): void {
    const { load, tier } = this.#table;
    const before = this.#listed[endpoint];
    const now = load[endpoint] === 0 ? tier[endpoint] : INELIGIBLE;
    if (now === before) return;
    this.#listed[endpoint] = now;
    if (before !== INELIGIBLE) {
      const list = this.#idle[before];
      const place = this.#position[endpoint];
      const last = list[--this.#counts[before]];
      list[place] = last;
      this.#position[last] = place;
    }
    if (now !== INELIGIBLE) {
      const place = this.#counts[now]++;
      this.#idle[now][place] = endpoint;
      this.#position[endpoint] = place;
    }
  }

  #rebuild(): void {
    const { count, version } = this.#table;
    this.#idle = Array.from({ length: INELIGIBLE }, () => new Int32Array(count));
    this.#counts.fill(0);
    this.#listed = new Uint8Array(count).fill(INELIGIBLE);
    this.#position = new Int32Array(count);
    for (let e = 0; e < count; e++) this.#update(e);
    this.#version = version;
  }
}

export const joinIdleQueue = policy({
  summary: 'Join-Idle-Queue: an idle endpoint, else any, uniformly at random',
  goesBy: 'smallest',
  cost: 'O(1)',
  options: z.strictObject({}),
  create: (_options, { table, random }) => new JoinIdleQueue(table, random),
});
