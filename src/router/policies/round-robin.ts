import { z } from 'zod';
import type { EndpointTable } from '../fleet/endpoint-table.js';
import type { RequestView } from '../request-view.js';
import { type Candidates, type Policy, policy } from './policy.js';

/**
 * The candidate whose turn has waited longest: endpoints stand in a row, the chosen one goes to its end, and so does each that
 * cannot take its turn. Of a list, the one that is foremost in the row is chosen and the others keep their places, so that
 * every set of candidates is served evenly.
 * Cost: one step per endpoint that cannot take its turn, so O(1) while most are candidates. No ties.
 */
export class RoundRobin implements Policy {
  // the row, as a ring of links with an end before its first: the place of `count`
  #next = Int32Array.of(0);
  #previous = Int32Array.of(0);
  #count = 0;
  /** By endpoint: grows along the row. */
  #turn = new Float64Array(0);
  #lastTurn = 0;

  pick(_request: RequestView, table: EndpointTable, { tier }: Candidates): number {
    if (this.#count !== table.count) this.#grow(table.count);
    const { tier: tiers } = table;
    for (let steps = 0; steps < this.#count; steps++) {
      const endpoint = this.#next[this.#count];
      this.#toEnd(endpoint);
      if (tiers[endpoint] === tier) return endpoint;
    }
    throw new Error('round_robin: no endpoint has the tier of the candidates');
  }

  pickAmong(_request: RequestView, table: EndpointTable, list: Int32Array, count: number): number {
    if (this.#count !== table.count) this.#grow(table.count);
    const turn = this.#turn;
    let foremost = list[0];
    for (let i = 1; i < count; i++) if (turn[list[i]] < turn[foremost]) foremost = list[i];
    this.#toEnd(foremost);
    return foremost;
  }

  onChange(): void {
    // keeps no index
  }

  /** How many stand before it in the row, counting from 1. */
  score(endpoint: number, { count }: EndpointTable): number {
    if (this.#count !== count) this.#grow(count);
    const own = this.#turn[endpoint];
    return this.#turn.reduce((before, turn) => (turn <= own ? before + 1 : before), 0);
  }

  #toEnd(endpoint: number): void {
    const next = this.#next;
    const previous = this.#previous;
    const end = this.#count;
    this.#turn[endpoint] = ++this.#lastTurn;
    next[previous[endpoint]] = next[endpoint];
    previous[next[endpoint]] = previous[endpoint];
    const last = previous[end];
    next[last] = endpoint;
    previous[endpoint] = last;
    next[endpoint] = end;
    previous[end] = endpoint;
  }

  /** New endpoints go to the end of the row. */
  #grow(count: number): void {
    const before = [...this.#turn.keys()].sort((a, b) => this.#turn[a] - this.#turn[b]);
    const row = [...before, ...Array.from({ length: count - this.#count }, (_, i) => this.#count + i)];
    this.#count = count;
    this.#next = new Int32Array(count + 1);
    this.#previous = new Int32Array(count + 1);
    this.#turn = new Float64Array(count);
    row.forEach((endpoint, place) => {
      this.#turn[endpoint] = ++this.#lastTurn;
      this.#next[place === 0 ? count : row[place - 1]] = endpoint;
      this.#previous[endpoint] = place === 0 ? count : row[place - 1];
    });
    this.#next[row[count - 1]] = count;
    this.#previous[count] = row[count - 1];
  }
}

export const roundRobin = policy({
  summary: 'the eligible endpoint whose turn has waited longest',
  goesBy: 'smallest',
  ignoresLoad: true,
  cost: 'O(1)',
  options: z.strictObject({}),
  create: () => new RoundRobin(),
});
