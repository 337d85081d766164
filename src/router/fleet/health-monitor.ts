import { longer } from '../../core/index.js';
import type { Attempt, AttemptListener } from '../attempt.js';
import { COMPLETED, UPSTREAM_ERROR } from '../outcome.js';
import { DEGRADED, HEALTH_NAMES, UNHEALTHY } from './endpoint-table.js';
import type { Fleet, TimedPart } from './fleet.js';

export interface HealthMonitorOptions {
  /** Errors in a row that make an endpoint degraded. Default 3. */
  readonly errorsToDegrade?: number;
  /** Errors in a row that make it unhealthy. Default 5. */
  readonly errorsToEject?: number;
  /** An unhealthy endpoint rests for so long, then is degraded: a success makes it healthy, an error ejects it again. Default 10,000. */
  readonly restMs?: number;
}

/**
 * Passive health: draws conclusions from the errors of real attempts. What somebody else says of an endpoint's health
 * stands: errors are counted anew from there, they can only make it worse, and what heals is healthy again as far as
 * that somebody said so.
 * Cost: O(1) per attempt.
 */
export class HealthMonitor implements TimedPart, AttemptListener {
  readonly fleet: Fleet;
  readonly #errorsToDegrade: number;
  readonly #errorsToEject: number;
  readonly #restMs: number;
  #errors = new Int32Array(0);
  /** Health code that the endpoint had before the errors, to which it heals. */
  #before = new Uint8Array(0);
  /** Count of health writes at which the notes were made, −1 for none: another count, and somebody else wrote since. */
  #writes = new Int32Array(0);
  /** End of the rest of an endpoint that the monitor ejected, Infinity for others. */
  #restsUntilMs = new Float64Array(0);

  constructor(fleet: Fleet, options: HealthMonitorOptions = {}) {
    const { errorsToDegrade = 3, errorsToEject = 5, restMs = 10_000 } = options;
    if (!(errorsToDegrade >= 1 && errorsToEject > errorsToDegrade && restMs >= 0)) {
      throw new RangeError(
        `errorsToDegrade ${errorsToDegrade}, errorsToEject ${errorsToEject}, restMs ${restMs}: expected 1 ≤ errorsToDegrade < errorsToEject and restMs ≥ 0`,
      );
    }
    this.fleet = fleet;
    this.#errorsToDegrade = errorsToDegrade;
    this.#errorsToEject = errorsToEject;
    this.#restMs = restMs;
    fleet.attach(this);
  }

  ended({ outcome, endpoint }: Attempt): void {
    if (outcome === COMPLETED) this.succeeded(endpoint);
    else if (outcome === UPSTREAM_ERROR) this.failed(endpoint);
  }

  /** An attempt was served. */
  succeeded(endpoint: number): void {
    if (endpoint >= this.#errors.length || this.#errors[endpoint] === 0) return;
    this.#errors[endpoint] = 0;
    const { health, healthWrites } = this.fleet.endpoints;
    const isOurs = this.#writes[endpoint] === healthWrites[endpoint];
    if (isOurs && health[endpoint] === DEGRADED) this.#write(endpoint, this.#before[endpoint]);
  }

  /** An attempt ended in an upstream error. */
  failed(endpoint: number): void {
    const { health, healthWrites } = this.fleet.endpoints;
    if (this.fleet.isRemoved(endpoint)) return;
    if (endpoint >= this.#errors.length) this.#grow();
    if (this.#writes[endpoint] !== healthWrites[endpoint]) {
      this.#writes[endpoint] = healthWrites[endpoint];
      this.#errors[endpoint] = 0;
      this.#before[endpoint] = health[endpoint];
      this.#restsUntilMs[endpoint] = Infinity;
    }
    const errors = ++this.#errors[endpoint];
    if (health[endpoint] >= UNHEALTHY) return; // an attempt from before
    if (errors >= this.#errorsToEject) {
      const untilMs = this.fleet.clock.nowMs() + this.#restMs;
      this.#write(endpoint, UNHEALTHY);
      this.#restsUntilMs[endpoint] = untilMs;
      this.fleet.wake(untilMs);
    } else if (errors >= this.#errorsToDegrade && health[endpoint] < DEGRADED) {
      this.#write(endpoint, DEGRADED);
    }
  }

  advance(nowMs: number): number {
    const { healthWrites } = this.fleet.endpoints;
    let nextMs = Infinity;
    for (let e = 0; e < this.#errors.length; e++) {
      if (this.#writes[e] !== healthWrites[e]) continue;
      const untilMs = this.#restsUntilMs[e];
      if (untilMs > nowMs) {
        nextMs = Math.min(nextMs, untilMs);
      } else {
        this.#errors[e] = this.#errorsToEject - 1;
        this.#restsUntilMs[e] = Infinity;
        this.#write(e, DEGRADED);
      }
    }
    return nextMs;
  }

  #write(endpoint: number, code: number): void {
    this.fleet.setHealth(endpoint, HEALTH_NAMES[code]);
    this.#writes[endpoint] = this.fleet.endpoints.healthWrites[endpoint];
  }

  #grow(): void {
    const { count } = this.fleet.endpoints;
    this.#errors = longer(this.#errors, count);
    this.#before = longer(this.#before, count);
    this.#writes = longer(this.#writes, count, -1);
    this.#restsUntilMs = longer(this.#restsUntilMs, count, Infinity);
  }
}
