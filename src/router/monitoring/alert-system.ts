import {
  checkedAgainst,
  type Given,
  type OptionsOf,
  refuseUnknown,
  shownKind,
  wholeNumber,
} from '../../core/options/index.js';
import { type Fleet, givenFleet, LoadTracker, QuotaManager } from '../index.js';
import { type AlertEvent, AlertLog, type AlertSubject } from './alert-log.js';
import { type AlertRule, type CheckedRule, checkedRules, limitsOf } from './alert-rule.js';
import type { Watched } from './alerts/alert-kind.js';
import { PerformanceTracker } from './performance-tracker.js';

/** What alerts are made with. */
export type AlertSystemConfig = {
  readonly fleet: Fleet;
  readonly loadTracker: LoadTracker;
  /** At most 100. */
  readonly rules: readonly AlertRule[];
} & Given<{
  /** For rules on errors and latency. */
  readonly performance: PerformanceTracker;
  /** For rules on quotas. */
  readonly quota: QuotaManager;
  /** Told of each alert that is raised or cleared, when `evaluate` is through with all rules. */
  readonly onEvent: (event: AlertEvent) => void;
  /** Most events that are kept. Default 1000. */
  readonly logLength: number;
}>;

const KEYS = [
  'fleet',
  'loadTracker',
  'rules',
  'performance',
  'quota',
  'onEvent',
  'logLength',
] satisfies (keyof AlertSystemConfig)[];

const LOG_OPTIONS: OptionsOf<{ logLength: number }> = {
  logLength: wholeNumber(1000, 'most events that are kept', 1, 1e6),
};

/** An alert that is raised and not cleared. */
export interface Alert extends AlertSubject {
  readonly raisedMs: number;
  /** When somebody took note of it, and who; null before that. Who is empty where it was not said. */
  readonly acknowledgedMs: number | null;
  readonly acknowledgedBy: string | null;
}

/** How often a rule raised an alert, over all models. */
export interface AlertHistory {
  readonly rule: string;
  readonly raisedCount: number;
  /** How long its alerts were raised up to now, added up over the models. */
  readonly raisedMs: number;
  /** When it raised its first, null where it raised none. */
  readonly firstRaisedMs: number | null;
}

/** A rule for one model. Times are NaN where the condition does not hold. */
interface Watch {
  readonly rule: CheckedRule;
  readonly model: string;
  readonly counts: Counts;
  /** Since when the condition holds. */
  aboveSinceMs: number;
  /** Since when the value of an alert is below where it clears. */
  belowSinceMs: number;
  /** When its last alert was cleared, −Infinity before the first. */
  clearedMs: number;
  alert: Alert | undefined;
}

interface Counts {
  raisedCount: number;
  /** Of alerts that were cleared. */
  raisedMs: number;
  firstRaisedMs: number | null;
}

/**
 * Alerts by rules: a rule watches a value of one model, or of each. Its alert is raised when the condition has held for
 * `forMs`, and cleared when the value has been below `clearBelow` for `clearForMs`; after that it is not raised for
 * `cooldownMs`. So a condition that holds for a minute is one alert, and one that comes and goes is none, or one. An unknown
 * value is neither above nor in the way of clearing; where the last endpoint of a model is removed its alerts clear at once.
 * Time is what the caller makes it: the state changes in `evaluate` alone, which is to be called periodically, such as every
 * second; what comes and goes between two calls is not seen.
 * Cost: O(rules × models) a call; attempts cost nothing.
 */
export class AlertSystem {
  readonly fleet: Fleet;
  readonly #watched: Watched;
  readonly #rules: readonly CheckedRule[];
  readonly #counts: readonly Counts[];
  readonly #onEvent: ((event: AlertEvent) => void) | undefined;
  readonly #log: AlertLog;
  readonly #watches: Watch[] = [];
  /** Models that have their watches. */
  #modelCount = 0;
  #alertCount = 0;

  /** @throws TypeError, RangeError or Error that names what was given and what was expected */
  constructor(config: AlertSystemConfig) {
    refuseUnknown(config, KEYS, 'the configuration of an AlertSystem');
    const { fleet, loadTracker, performance, quota, onEvent, rules, logLength } = config;
    this.fleet = givenFleet(fleet);
    expectOf(LoadTracker, loadTracker, 'loadTracker', fleet);
    if (performance !== undefined) expectOf(PerformanceTracker, performance, 'performance', fleet);
    if (quota !== undefined) expectOf(QuotaManager, quota, 'quota', fleet);
    if (onEvent !== undefined && typeof onEvent !== 'function') {
      throw new TypeError(`onEvent is ${shownKind(onEvent)}: expected a function`);
    }
    this.#watched = { fleet, loadTracker, performance, quota };
    this.#rules = checkedRules(rules, this.#watched);
    this.#counts = this.#rules.map(() => ({ raisedCount: 0, raisedMs: 0, firstRaisedMs: null }));
    this.#onEvent = onEvent;
    this.#log = new AlertLog(checkedAgainst(LOG_OPTIONS, { logLength }, 'AlertSystem').logLength);
  }

  /**
   * Raises and clears what is due.
   * @returns what was raised and cleared, by model and then by rule
   */
  evaluate(nowMs = this.fleet.clock.nowMs()): readonly AlertEvent[] {
    this.#watchNewModels();
    const events = this.#watches.flatMap((watch) => this.#evaluate(watch, nowMs) ?? []);
    for (const event of events) this.#log.add(event);
    if (this.#onEvent !== undefined) for (const event of events) this.#onEvent(event);
    return events;
  }

  /** Alerts that are raised now, by model and then by rule. */
  alerts(): readonly Alert[] {
    return this.#watches.flatMap(({ alert }) => alert ?? []);
  }

  /** The latest events, oldest first. */
  log(): readonly AlertEvent[] {
    return this.#log.events();
  }

  /**
   * Notes that somebody has taken note of an alert; who comes later changes nothing.
   * @param by who it is
   * @throws Error where no such alert is raised
   */
  acknowledge(id: string, by = ''): Alert {
    const watch = this.#watches.find(({ alert }) => alert?.id === id);
    if (watch?.alert === undefined)
      throw new Error(`there is no alert ${shownKind(id)}: it is unknown, or was cleared`);
    if (typeof by !== 'string') throw new TypeError(`by is ${shownKind(by)}: expected text`);
    if (watch.alert.acknowledgedMs !== null) return watch.alert;
    const timeMs = this.fleet.clock.nowMs();
    watch.alert = { ...watch.alert, acknowledgedMs: timeMs, acknowledgedBy: by };
    this.#log.add(eventOf('acknowledged', watch.alert, timeMs, by));
    return watch.alert;
  }

  /** What each rule came to up to now, in the order of the rules. */
  history(nowMs = this.fleet.clock.nowMs()): readonly AlertHistory[] {
    return this.#rules.map((rule, r) => {
      const { raisedCount, raisedMs, firstRaisedMs } = this.#counts[r];
      const raised = this.alerts().filter((alert) => alert.rule === rule.name);
      const openMs = raised.reduce((sum, alert) => sum + Math.max(0, nowMs - alert.raisedMs), 0);
      return { rule: rule.name, raisedCount, raisedMs: raisedMs + openMs, firstRaisedMs };
    });
  }

  #watchNewModels(): void {
    const { modelIds } = this.fleet;
    for (; this.#modelCount < modelIds.length; this.#modelCount++) {
      const model = modelIds[this.#modelCount];
      this.#rules.forEach((rule, r) => {
        if (rule.model === undefined || rule.model === model)
          this.#watches.push(newWatch(rule, model, this.#counts[r]));
      });
    }
  }

  #evaluate(watch: Watch, nowMs: number): AlertEvent | undefined {
    const { rule, model, alert } = watch;
    const isServed = this.fleet.endpointsNamed(model).length > 0;
    const value = isServed ? rule.kind.value(this.#watched, model, rule.minAttempts) : null;
    const { limit, clearBelow } = limitsOf(rule, this.#watched, model);
    const isAbove = value !== null && (rule.kind.holds?.(this.#watched, model) ?? value > limit);
    if (alert === undefined) {
      watch.aboveSinceMs = isAbove ? earlier(watch.aboveSinceMs, nowMs) : NaN;
      watch.clearedMs = Math.min(watch.clearedMs, nowMs); // the clock may be set back
      const isDue = nowMs - watch.aboveSinceMs >= rule.forMs && nowMs - watch.clearedMs >= rule.cooldownMs;
      return isDue ? this.#raise(watch, value, limit, nowMs) : undefined;
    }
    // a limit can fall to nothing known, where the model has no endpoint any more
    watch.alert = { ...alert, value, limit: isServed ? limit : alert.limit };
    const isBelow = !isAbove && (value === null || value < clearBelow);
    watch.belowSinceMs = isBelow ? earlier(watch.belowSinceMs, nowMs) : NaN;
    const isOver = !isServed || nowMs - watch.belowSinceMs >= rule.clearForMs;
    return isOver ? clear(watch, watch.alert, nowMs) : undefined;
  }

  #raise(watch: Watch, value: number | null, limit: number, nowMs: number): AlertEvent {
    const { rule, model, counts } = watch;
    watch.alert = {
      id: `alert-${++this.#alertCount}`,
      rule: rule.name,
      kind: rule.kindName,
      model,
      severity: rule.severity,
      value,
      limit,
      raisedMs: nowMs,
      acknowledgedMs: null,
      acknowledgedBy: null,
    };
    watch.belowSinceMs = NaN;
    counts.raisedCount++;
    counts.firstRaisedMs ??= nowMs;
    return eventOf('raised', watch.alert, nowMs);
  }
}

function newWatch(rule: CheckedRule, model: string, counts: Counts): Watch {
  return { rule, model, counts, aboveSinceMs: NaN, belowSinceMs: NaN, clearedMs: -Infinity, alert: undefined };
}

function clear(watch: Watch, alert: Alert, nowMs: number): AlertEvent {
  watch.alert = undefined;
  watch.aboveSinceMs = NaN;
  watch.clearedMs = nowMs;
  watch.counts.raisedMs += Math.max(0, nowMs - alert.raisedMs);
  return eventOf('cleared', alert, nowMs);
}

function eventOf(event: AlertEvent['event'], alert: Alert, timeMs: number, by: string | null = null): AlertEvent {
  const { id, rule, kind, model, severity, value, limit } = alert;
  return { event, timeMs, id, rule, kind, model, severity, value, limit, by };
}

/** Since when something holds that holds now; not later than now, where the clock was set back. */
function earlier(sinceMs: number, nowMs: number): number {
  return Number.isNaN(sinceMs) ? nowMs : Math.min(sinceMs, nowMs);
}

/** @throws TypeError where it is no such thing, Error where it is of another fleet */
function expectOf(
  kind: typeof LoadTracker | typeof PerformanceTracker | typeof QuotaManager,
  given: unknown,
  what: string,
  fleet: Fleet,
): void {
  if (!(given instanceof kind)) throw new TypeError(`${what} is ${shownKind(given)}: expected a ${kind.name}`);
  if (given.fleet !== fleet) throw new Error(`${what} is of another fleet`);
}
