import type { Allowed } from '../../../core/options/index.js';
import type { Fleet, LoadTracker, QuotaManager } from '../../index.js';
import type { PerformanceTracker } from '../performance-tracker.js';

/** What alerts are about; what is left out is watched by no rule that needs it. */
export interface Watched {
  readonly fleet: Fleet;
  readonly loadTracker: LoadTracker;
  readonly performance?: PerformanceTracker | undefined;
  readonly quota?: QuotaManager | undefined;
}

/** What a value is measured in: forms write shares as `0.9` or `90%`, and times as `2s`. */
export type AlertUnit = 'share' | 'ms';

/** A kind of alert: a value of a model, and when it is too high. */
export interface AlertKind {
  /** For people, in a line. */
  readonly summary: string;
  readonly unit: AlertUnit;
  /** What it reads; `loadTracker` is always there. */
  readonly needs: 'loadTracker' | 'performance' | 'quota';
  /** Whether a rule may say `above`. */
  readonly hasLimit: boolean;
  /** The limit where a rule says none: a number, or as the model has it. */
  readonly limit: number | ((watched: Watched, model: string) => number);
  /** The default limit in words. */
  readonly limitText: string;
  /** Attempts in the window from which on there is a value; undefined where it does not depend on attempts. */
  readonly minAttempts?: number;
  /** How long the condition must hold where a rule says nothing. */
  readonly forMs: number;
  /** @returns the value of a model, null where none is known */
  value(watched: Watched, model: string, minAttempts: number): number | null;
  /** The condition, where it is not that the value is above the limit. */
  holds?(watched: Watched, model: string): boolean;
}

/** What `above` and `clearBelow` may be. */
export const LIMITS_BY_UNIT: Readonly<Record<AlertUnit, Allowed>> = {
  share: { kind: 'share above 0' },
  ms: { kind: 'number', min: 1, max: 1e12 },
};
