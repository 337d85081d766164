import type { IterationCost } from './engine-types.js';
import type { IterationPlan } from './iteration-plan.js';
import { durationStepMs, firstDurationMs, timeAfterMs } from './iteration-time.js';

/**
 * When iterations end. The clock counts from an anchor, the start of the first of equal iterations, and sets a new one only
 * where composition or speed change, never where somebody looked: so the bits of a time do not depend on the events between.
 * An iteration's time is fixed when it starts, its composition when it is planned. Cost: O(1) per iteration.
 */
export class AnchorClock {
  /** The end of the iteration in flight, in ms: the start of the next. */
  endMs = 0;
  readonly #cost: IterationCost;
  #anchorMs = 0;
  #firstMs = 0;
  #stepMs = 0;
  #speed = NaN;
  /** Iterations since the anchor, with the one in flight. */
  #count = 0;

  constructor(cost: IterationCost) {
    this.#cost = cost;
  }

  /** An iteration starts: at `endMs`, or after a pause. */
  start(plan: IterationPlan, atMs: number, speed: number): void {
    if (!plan.isContinued || speed !== this.#speed) {
      this.#anchorMs = atMs;
      this.#firstMs = firstDurationMs(this.#cost, plan, speed);
      this.#stepMs = durationStepMs(this.#cost, plan, speed);
      this.#speed = speed;
      this.#count = 0;
    }
    this.#count++;
    this.endMs = timeAfterMs(this.#anchorMs, this.#firstMs, this.#stepMs, this.#count);
  }
}
