import type { AlertKindName } from './alerts/registry.js';
import type { Severity } from './alert-rule.js';

/** What an alert is about. */
export interface AlertSubject {
  readonly id: string;
  /** Name of its rule. */
  readonly rule: string;
  readonly kind: AlertKindName;
  readonly model: string;
  readonly severity: Severity;
  /** As evaluated then, or last, in the unit of the kind; null where it is no longer known. */
  readonly value: number | null;
  readonly limit: number;
}

/** What happened to an alert. */
export interface AlertEvent extends AlertSubject {
  readonly event: 'raised' | 'cleared' | 'acknowledged';
  /** On the fleet's clock. */
  readonly timeMs: number;
  /** Who acknowledged it; empty where that was not said, null for other events. */
  readonly by: string | null;
}

/** The latest events of all alerts: a ring. */
export class AlertLog {
  readonly #limit: number;
  readonly #ring: AlertEvent[] = [];
  /** Place of the oldest, once the ring is full. */
  #oldest = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  add(event: AlertEvent): void {
    if (this.#ring.length < this.#limit) {
      this.#ring.push(event);
      return;
    }
    this.#ring[this.#oldest] = event;
    this.#oldest = (this.#oldest + 1) % this.#limit;
  }

  /** All that are kept, oldest first. */
  events(): readonly AlertEvent[] {
    return [...this.#ring.slice(this.#oldest), ...this.#ring.slice(0, this.#oldest)];
  }
}
