import {
  type Allowed,
  expectedInstead,
  expectList,
  expectText,
  type Given,
  refuseUnknown,
  shownKind,
} from '../../core/options/index.js';
import type { Fleet } from '../index.js';
import { type AlertKind, LIMITS_BY_UNIT, type Watched } from './alerts/alert-kind.js';
import { alertKindOf, type AlertKindName } from './alerts/registry.js';

export const SEVERITIES = ['info', 'warning', 'critical'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** Most rules of a system. */
export const ALERT_RULE_LIMIT = 100;

/** When an alert is raised and cleared. What is left out, or undefined, has its default. */
export type AlertRule = { readonly name: string; readonly kind: AlertKindName } & Given<{
  /** Id of the model that is watched. Default: each model, also those added later. */
  readonly model: string;
  /** The condition: the value is above this limit, in the unit of the kind. Default: that of the kind. */
  readonly above: number;
  /** Attempts in the window from which on there is a value, for kinds that depend on attempts. Default: that of the kind. */
  readonly minAttempts: number;
  /** The condition must hold for so long before the alert is raised. Default: that of the kind. */
  readonly forMs: number;
  /** Cleared when the value is below it. Default: 0.9 times the limit. */
  readonly clearBelow: number;
  /** The value must be below it for so long. Default 0. */
  readonly clearForMs: number;
  /** For so long after it was cleared it is not raised again. Default 60,000. */
  readonly cooldownMs: number;
  /** Default warning. */
  readonly severity: Severity;
}>;

/** A rule with all that it says by default. */
export interface CheckedRule {
  readonly name: string;
  readonly kindName: AlertKindName;
  readonly kind: AlertKind;
  /** Undefined for each model. */
  readonly model: string | undefined;
  /** Undefined for the limit of the kind. */
  readonly above: number | undefined;
  readonly minAttempts: number;
  readonly forMs: number;
  /** Undefined for a share of the limit. */
  readonly clearBelow: number | undefined;
  readonly clearForMs: number;
  readonly cooldownMs: number;
  readonly severity: Severity;
}

const KEYS: readonly string[] = [
  'name',
  'kind',
  'model',
  'above',
  'minAttempts',
  'forMs',
  'clearBelow',
  'clearForMs',
  'cooldownMs',
  'severity',
] satisfies (keyof AlertRule)[];

const DEFAULT_COOLDOWN_MS = 60_000;
/** Where a rule says nothing else, an alert is cleared below this share of its limit. */
const CLEAR_SHARE = 0.9;

const DURATION: Allowed = { kind: 'number', min: 0, max: 1e12 };
const COUNT: Allowed = { kind: 'whole number', min: 1, max: 1e9 };

/** @throws TypeError or RangeError that names the rule, its field, what was given and what was expected */
export function checkedRules(rules: readonly AlertRule[], watched: Watched): readonly CheckedRule[] {
  expectList(rules, 'rules');
  if (rules.length > ALERT_RULE_LIMIT) {
    throw new RangeError(`there are ${rules.length} rules: expected at most ${ALERT_RULE_LIMIT}`);
  }
  const checked = rules.map((rule, i) => checkedRule(rule, i, watched));
  const names = new Set<string>();
  for (const { name } of checked) {
    if (names.has(name)) throw new Error(`two rules have the same name: ${name}`);
    names.add(name);
  }
  return checked;
}

/** The limit of a rule for a model, and below which value its alert is cleared. */
export function limitsOf(rule: CheckedRule, watched: Watched, model: string): { limit: number; clearBelow: number } {
  const { limit: byKind } = rule.kind;
  const limit = rule.above ?? (typeof byKind === 'number' ? byKind : byKind(watched, model));
  return { limit, clearBelow: rule.clearBelow ?? CLEAR_SHARE * limit };
}

function checkedRule(rule: AlertRule, i: number, watched: Watched): CheckedRule {
  refuseUnknown(rule, KEYS, `rules[${i}]`);
  expectText(rule.name, `name of rules[${i}]`, 'text, such as "overload"');
  const of = `of rule "${rule.name}"`;
  expectText(rule.kind, `kind ${of}`, 'the name of a kind of alert');
  const kind = alertKindOf(rule.kind);
  const { name, model, above, minAttempts = kind.minAttempts ?? 1, forMs = kind.forMs, clearBelow } = rule;
  const { clearForMs = 0, cooldownMs = DEFAULT_COOLDOWN_MS, severity = 'warning' } = rule;
  checkNeeds(kind, `rule "${name}" (${rule.kind})`, watched);
  if (model !== undefined) checkModel(model, of, watched.fleet);
  if (above !== undefined && !kind.hasLimit) {
    throw new RangeError(`above ${of} is ${shownKind(above)}: ${rule.kind} has no limit to be set`);
  }
  if (rule.minAttempts !== undefined && kind.minAttempts === undefined) {
    throw new RangeError(`minAttempts ${of} is ${shownKind(minAttempts)}: ${rule.kind} does not depend on attempts`);
  }
  const limits = LIMITS_BY_UNIT[kind.unit];
  if (above !== undefined) expectAllowed(above, limits, `above ${of}`);
  if (clearBelow !== undefined) expectAllowed(clearBelow, limits, `clearBelow ${of}`);
  expectAllowed(minAttempts, COUNT, `minAttempts ${of}`);
  expectAllowed(forMs, DURATION, `forMs ${of}`);
  expectAllowed(clearForMs, DURATION, `clearForMs ${of}`);
  expectAllowed(cooldownMs, DURATION, `cooldownMs ${of}`);
  if (!SEVERITIES.includes(severity)) {
    throw new RangeError(`severity ${of} is ${shownKind(severity)}: expected one of ${SEVERITIES.join(', ')}`);
  }
  const checked = {
    name,
    kindName: rule.kind,
    kind,
    model,
    above,
    minAttempts,
    forMs,
    clearBelow,
    clearForMs,
    cooldownMs,
  };
  checkOrder({ ...checked, severity }, of);
  return { ...checked, severity };
}

function expectAllowed(value: unknown, allows: Allowed, what: string): void {
  const expected = expectedInstead(value, allows);
  if (expected !== undefined) throw new RangeError(`${what} is ${shownKind(value)}: expected ${expected}`);
}

function checkNeeds({ needs }: AlertKind, rule: string, watched: Watched): void {
  if (needs === 'performance' && watched.performance === undefined) {
    throw new Error(`${rule} needs performance: expected new PerformanceTracker(fleet)`);
  }
  if (needs === 'quota' && watched.quota === undefined) {
    throw new Error(`${rule} needs quota: expected new QuotaManager(fleet, limits)`);
  }
}

function checkModel(model: unknown, of: string, fleet: Fleet): void {
  expectText(model, `model ${of}`, 'the id of a model');
  if (fleet.modelIndex(model) < 0) throw new Error(`model ${of} is "${model}": the fleet has no such model`);
}

/** An alert that is cleared above its limit would be raised at once again. */
function checkOrder({ kind, above, clearBelow }: CheckedRule, of: string): void {
  const limit = above ?? (typeof kind.limit === 'number' ? kind.limit : Infinity);
  if (clearBelow === undefined || clearBelow <= limit) return;
  throw new RangeError(`clearBelow ${of} is ${clearBelow}: expected at most its limit, ${limit}`);
}
