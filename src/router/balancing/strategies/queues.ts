import { type Problem, UNASSIGNED } from '../problem.js';

/**
 * The agents that each model may serve, in its order, and how many each has taken.
 * Cost: O(log agents) and 4 bytes for each agent that fits a model with room.
 */
export class Queues {
  /** By agent. */
  readonly modelOf: Int32Array;
  /** By model. */
  readonly taken: Int32Array;
  readonly #room: Int32Array;
  readonly #waiting: readonly Int32Array[];
  /** By model: how many of those that waited for it are known to have a model. */
  readonly #passed: Int32Array;

  /** @param keyOf the agent with the least key is a model's first; equal ones by id */
  constructor(problem: Problem, keyOf: (agent: number, model: number) => number) {
    const { agents, models, room } = problem;
    this.modelOf = new Int32Array(agents.length).fill(UNASSIGNED);
    this.taken = new Int32Array(models.length);
    this.#room = room;
    this.#passed = new Int32Array(models.length);
    const fitting = new Int32Array(agents.length);
    const keys = new Float64Array(agents.length);
    this.#waiting = models.map((_, model) => {
      let count = 0;
      for (let agent = 0; room[model] > 0 && agent < agents.length; agent++) {
        if (!problem.fits(agent, model)) continue;
        fitting[count] = agent;
        keys[count++] = keyOf(agent, model);
      }
      return inOrder(fitting.subarray(0, count), keys.subarray(0, count));
    });
  }

  /** @returns the first agent that waits for a model, UNASSIGNED where the model is full or none does */
  first(model: number): number {
    if (this.taken[model] >= this.#room[model]) return UNASSIGNED;
    const waiting = this.#waiting[model];
    let passed = this.#passed[model];
    while (passed < waiting.length && this.modelOf[waiting[passed]] !== UNASSIGNED) passed++;
    this.#passed[model] = passed;
    return passed < waiting.length ? waiting[passed] : UNASSIGNED;
  }

  assign(agent: number, model: number): void {
    this.modelOf[agent] = model;
    this.taken[model]++;
  }
}

/**
 * Items by their keys, equal ones as they come. Numbers are sorted at once, without a call for each comparison; then each
 * item finds its place among them.
 */
function inOrder(items: Int32Array, keys: Float64Array): Int32Array {
  const sorted = keys.slice().sort();
  const ordered = new Int32Array(items.length);
  const equalBefore = new Int32Array(items.length);
  for (let i = 0; i < items.length; i++) {
    const place = placeOf(keys[i], sorted);
    ordered[place + equalBefore[place]++] = items[i];
  }
  return ordered;
}

/** How many of sorted numbers are below one of them. */
function placeOf(key: number, sorted: Float64Array): number {
  let low = 0;
  let high = sorted.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < key) low = middle + 1;
    else high = middle;
  }
  return low;
}
