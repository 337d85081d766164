import type { Stopwatch } from '../core/index.js';
import { FIRST_OF_NONE, IS_FALLBACK, type Reason, REASONS } from './reasons.js';
import type { CustomStrategy } from './policies/policy.js';
import type { PolicyName } from './policies/registry.js';

/** What a router has done since it was made. */
export interface RouterStatistics {
  /** Decisions: successful + failed. */
  readonly total: number;
  /** Decisions that chose an endpoint. */
  readonly successful: number;
  readonly failed: number;
  /** Decisions that could not meet the wish of the request or found no healthy endpoint. */
  readonly fallback: number;
  /** Mean time of a decision in microseconds, of one in 64; null without a stopwatch or before the first. */
  readonly averageRoutingTimeUs: number | null;
  /** Decisions by strategy; those without any are left out. */
  readonly byStrategy: Readonly<Record<string, number>>;
  /** Decisions by reason; those without any are left out. */
  readonly byReason: Readonly<Record<Reason, number>>;
  /** Sessions that are bound to an endpoint now. */
  readonly affinityEntries: number;
}

/** The name of a strategy, of the registry or not. */
export function strategyName(strategy: PolicyName | CustomStrategy): string {
  return typeof strategy === 'string' ? strategy : strategy.name;
}

/** One decision in so many is timed; a power of two. */
const TIMED_EVERY = 64;

/** Counts decisions. Hot path: one addition in a typed array a decision. */
export class DecisionLog {
  readonly #stopwatch: Stopwatch | undefined;
  readonly #byReason = new Float64Array(REASONS.length);
  readonly #byStrategy = new Map<string, number>();
  #strategy: string;
  /** Decisions before the present strategy. */
  #before = 0;
  #untilTimed = TIMED_EVERY;
  #timedCount = 0;
  #timedMs = 0;

  constructor(stopwatch: Stopwatch | undefined, strategy: string) {
    this.#stopwatch = stopwatch;
    this.#strategy = strategy;
  }

  count(reason: number): void {
    this.#byReason[reason]++;
  }

  /** Whether the decision that comes is to be timed. */
  isTimed(): boolean {
    if (this.#stopwatch === undefined || --this.#untilTimed > 0) return false;
    this.#untilTimed = TIMED_EVERY;
    return true;
  }

  now(): number {
    return this.#stopwatch?.elapsedMs() ?? 0;
  }

  took(ms: number): void {
    this.#timedCount++;
    this.#timedMs += ms;
  }

  /** What follows is decided by another strategy. */
  switchTo(strategy: string): void {
    const total = this.#byReason.reduce((sum, count) => sum + count, 0);
    this.#byStrategy.set(this.#strategy, (this.#byStrategy.get(this.#strategy) ?? 0) + total - this.#before);
    this.#before = total;
    this.#strategy = strategy;
  }

  statistics(affinityEntries: number): RouterStatistics {
    this.switchTo(this.#strategy);
    const sum = (isCounted: (reason: number) => boolean) =>
      this.#byReason.reduce((total, count, reason) => (isCounted(reason) ? total + count : total), 0);
    const byReason = REASONS.map((reason, code) => [reason, this.#byReason[code]] as const);
    return {
      total: this.#before,
      successful: sum((reason) => reason < FIRST_OF_NONE),
      failed: sum((reason) => reason >= FIRST_OF_NONE),
      fallback: sum((reason) => IS_FALLBACK[reason]),
      averageRoutingTimeUs: this.#timedCount === 0 ? null : (1000 * this.#timedMs) / this.#timedCount,
      byStrategy: Object.fromEntries([...this.#byStrategy].filter(([, count]) => count > 0)),
      byReason: Object.fromEntries(byReason.filter(([, count]) => count > 0)),
      affinityEntries,
    };
  }
}

/** The statistics as a page of text. */
export function statusText(strategy: string, statistics: RouterStatistics): string {
  const { total, successful, failed, fallback, averageRoutingTimeUs, affinityEntries } = statistics;
  const rows: [string, string][] = [
    ['strategy', strategy],
    ['total routes', counted(total)],
    ['successful', counted(successful)],
    ['failed', counted(failed)],
    ['fallback', counted(fallback)],
    ['average routing time', averageRoutingTimeUs === null ? 'not timed' : `${averageRoutingTimeUs.toFixed(2)} µs`],
    ...Object.entries(statistics.byStrategy).map(([name, count]): [string, string] => [`by ${name}`, counted(count)]),
    ['affinity entries', counted(affinityEntries)],
  ];
  const width = Math.max(...rows.map(([label]) => label.length));
  return rows.map(([label, value]) => `${label.padEnd(width)}  ${value}\n`).join('');
}

function counted(count: number): string {
  return count.toLocaleString('en-US');
}
