import type { ManualClock } from '../../core/index.js';
import {
  AlertSystem,
  type AlertEvent,
  type AlertRule,
  type PerformanceTracker,
} from '../../router/monitoring/index.js';
import type { QuotaManager, RequestRouter } from '../../router/index.js';

/** How often rules are evaluated, in simulated time. */
export const ALERTS_EVERY_MS = 1000;
/** Alerts of a run whose times are kept. */
const KEPT = 1000;

/** When an alert was raised, and cleared; Infinity where it was not. */
export interface RaisedAlert {
  readonly rule: string;
  readonly model: string;
  readonly raisedMs: number;
  readonly clearedMs: number;
}

/** What a rule came to in a run. */
export interface RuleOutcome {
  /** Alerts that it raised. */
  readonly raised: number;
  /** Time during which at least one of its alerts was raised. */
  readonly raisedMs: number;
  /** When it raised the first, Infinity where it raised none. */
  readonly firstMs: number;
}

/** What the view of a router has to say of what alerts are about. */
interface Watched {
  /** Of the run: it is set to the time of each evaluation, as what is watched depends on it. */
  readonly clock: ManualClock;
  readonly performance: PerformanceTracker;
  readonly quota: QuotaManager | undefined;
}

/**
 * The real alert system, evaluated every second of simulated time on what a router knows. Whoever looks does so before the
 * first event at or after that time, so that it sees the state of that time.
 * Cost: O(rules × models) a second.
 */
export class AlertWatch {
  readonly dueMs = Float64Array.of(ALERTS_EVERY_MS);
  /** The first alerts of the run, in the order in which they were raised. */
  readonly alerts: RaisedAlert[] = [];
  readonly #clock: ManualClock;
  readonly #system: AlertSystem;
  readonly #rules: readonly string[];
  /** By rule: alerts that are raised, since when any is, and how long any was before. */
  readonly #open: Float64Array;
  readonly #sinceMs: Float64Array;
  readonly #raisedMs: Float64Array;
  /** By id: place in `alerts`. */
  readonly #placeOf = new Map<string, number>();

  constructor(
    rules: readonly AlertRule[],
    { fleet, loadTracker }: RequestRouter,
    { clock, performance, quota }: Watched,
  ) {
    this.#clock = clock;
    this.#rules = rules.map(({ name }) => name);
    this.#open = new Float64Array(rules.length);
    this.#sinceMs = new Float64Array(rules.length);
    this.#raisedMs = new Float64Array(rules.length);
    const onEvent = (event: AlertEvent) => {
      this.#note(event);
    };
    this.#system = new AlertSystem({ fleet, loadTracker, rules, performance, quota, onEvent, logLength: 1 });
  }

  record(nowMs: number): void {
    const { cell } = this.#clock;
    for (; this.dueMs[0] <= nowMs; this.dueMs[0] += ALERTS_EVERY_MS) {
      cell[0] = this.dueMs[0];
      this.#system.evaluate();
    }
    cell[0] = nowMs;
  }

  /** By rule: what it came to until the end of the run. */
  outcomes(endMs: number): readonly RuleOutcome[] {
    return this.#system.history(endMs).map(({ raisedCount, firstRaisedMs }, rule) => ({
      raised: raisedCount,
      raisedMs: this.#raisedMs[rule] + (this.#open[rule] > 0 ? Math.max(0, endMs - this.#sinceMs[rule]) : 0),
      firstMs: firstRaisedMs ?? Infinity,
    }));
  }

  #note({ event, timeMs, id, rule, model }: AlertEvent): void {
    const index = this.#rules.indexOf(rule);
    if (event === 'raised') {
      if (this.#open[index]++ === 0) this.#sinceMs[index] = timeMs;
      if (this.alerts.length === KEPT) return;
      this.#placeOf.set(id, this.alerts.length);
      this.alerts.push({ rule, model, raisedMs: timeMs, clearedMs: Infinity });
    } else if (event === 'cleared') {
      if (--this.#open[index] === 0) this.#raisedMs[index] += timeMs - this.#sinceMs[index];
      const place = this.#placeOf.get(id);
      if (place !== undefined) this.alerts[place] = { ...this.alerts[place], clearedMs: timeMs };
    }
  }
}
