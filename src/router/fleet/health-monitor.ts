import { longer } from '../../core/columns.js';
import { UNHEALTHY, DEGRADED } from './endpoint-table.js';
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
 * Passive health: draws conclusions from the errors of real attempts. It takes back only what it set itself; what
 * somebody else says of an endpoint's health stands until the next error there.
 * Cost: O(1) per attempt.
 */
export class HealthMonitor implements TimedPart {
  readonly fleet: Fleet;
  readonly #errorsToDegrade: number;
  readonly #errorsToEject: number;
  readonly #restMs: number;
  #errors = new Int32Array(0);
  /** Code that the monitor set, 0 for none. */
  #set = new Uint8Array(0);
  #restsUntilMs = new Float64Array(0);
  /** Which endpoint of the place the notes are of. */
  #generation = new Int32Array(0);

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

  /** An attempt was served. */
  succeeded(endpoint: number): void {
    if (endpoint >= this.#errors.length || this.#errors[endpoint] === 0) return;
    this.#errors[endpoint] = 0;
    if (this.#isOurs(endpoint, DEGRADED)) this.#write(endpoint, 'healthy', 0);
  }

  /** An attempt ended in an upstream error. */
  failed(endpoint: number): void {
    if (endpoint >= this.#errors.length) this.#grow();
    if (this.#generation[endpoint] !== this.fleet.endpoints.generation[endpoint]) this.#forget(endpoint);
    const errors = ++this.#errors[endpoint];
    const health = this.fleet.endpoints.health[endpoint];
    if (health >= UNHEALTHY) return;
    if (errors >= this.#errorsToEject) {
      const untilMs = this.fleet.clock.nowMs() + this.#restMs;
      this.#restsUntilMs[endpoint] = untilMs;
      this.#write(endpoint, 'unhealthy', UNHEALTHY);
      this.fleet.wake(untilMs);
    } else if (errors >= this.#errorsToDegrade && health < DEGRADED) {
      this.#write(endpoint, 'degraded', DEGRADED);
    }
  }

  advance(nowMs: number): number {
    let nextMs = Infinity;
    for (let e = 0; e < this.#errors.length; e++) {
      if (!this.#isOurs(e, UNHEALTHY)) continue;
      if (this.#restsUntilMs[e] > nowMs) {
        nextMs = Math.min(nextMs, this.#restsUntilMs[e]);
      } else {
        this.#errors[e] = this.#errorsToEject - 1;
        this.#write(e, 'degraded', DEGRADED);
      }
    }
    return nextMs;
  }

  /** Whether the endpoint has the health that the monitor gave it. */
  #isOurs(endpoint: number, code: number): boolean {
    const { health, generation } = this.fleet.endpoints;
    return (
      this.#set[endpoint] === code && health[endpoint] === code && this.#generation[endpoint] === generation[endpoint]
    );
  }

  #write(endpoint: number, health: 'healthy' | 'degraded' | 'unhealthy', code: number): void {
    this.#set[endpoint] = code;
    this.fleet.setHealth(endpoint, health);
  }

  #forget(endpoint: number): void {
    this.#generation[endpoint] = this.fleet.endpoints.generation[endpoint];
    this.#errors[endpoint] = 0;
    this.#set[endpoint] = 0;
  }

  #grow(): void {
    const { count } = this.fleet.endpoints;
    this.#errors = longer(this.#errors, count);
    this.#set = longer(this.#set, count);
    this.#restsUntilMs = longer(this.#restsUntilMs, count);
    this.#generation = longer(this.#generation, count);
  }
}
