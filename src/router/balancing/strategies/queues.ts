import { MinHeap } from '../../../core/index.js';
import type { Problem } from '../problem.js';
import { UNASSIGNED } from '../problem.js';

/** The agents that each model may serve, and how many each has taken. */
export class Queues {
  /** By agent. */
  readonly modelOf: Int32Array;
  /** By model. */
  readonly taken: Int32Array;
  readonly #problem: Problem;
  readonly #waiting: readonly MinHeap[];

  /** @param keyOf the agent with the least key is a model's first; equal ones by id */
  constructor(problem: Problem, keyOf: (agent: number, model: number) => number) {
    const { agents, models } = problem;
    this.#problem = problem;
    this.modelOf = new Int32Array(agents.length).fill(UNASSIGNED);
    this.taken = new Int32Array(models.length);
    this.#waiting = models.map(() => new MinHeap());
    for (let agent = 0; agent < agents.length; agent++) {
      for (let model = 0; model < models.length; model++) {
        if (problem.fits(agent, model)) this.#waiting[model].push(keyOf(agent, model), agent);
      }
    }
  }

  /** @returns the first agent that waits for a model, UNASSIGNED where the model is full or none does */
  first(model: number): number {
    if (this.taken[model] >= this.#problem.room[model]) return UNASSIGNED;
    const waiting = this.#waiting[model];
    while (waiting.count > 0 && this.modelOf[waiting.first] !== UNASSIGNED) waiting.pop();
    return waiting.count === 0 ? UNASSIGNED : waiting.first;
  }

  assign(agent: number, model: number): void {
    this.modelOf[agent] = model;
    this.taken[model]++;
  }
}
