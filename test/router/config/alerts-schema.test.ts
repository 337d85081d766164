import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { schemaMistakes } from '../../../src/core/input/index.js';
import { alertsSchema } from '../../../src/router/config/index.js';
import { alertKindNames, AlertSystem } from '../../../src/router/monitoring/index.js';
import { QuotaManager } from '../../../src/router/index.js';
import { monitored } from '../monitoring/monitored.js';

/** What is wrong with rules, as people are told it. */
function mistakes(...alerts: readonly unknown[]): readonly string[] {
  const root = { alerts };
  return schemaMistakes(alertsSchema, alerts, root, ['alerts']).map(({ message, advice }) => `${message}: ${advice}`);
}

test('a rule written out is the one of AlertSystem, in its units', () => {
  const form = {
    name: 'slow',
    kind: 'p99',
    model: 'large',
    above: '2s',
    min_attempts: 50,
    for: '10s',
    clear_below: '1500ms',
    clear_for: '5s',
    cooldown: '2m',
    severity: 'critical',
  };
  expect(alertsSchema.parse([form])).toEqual([
    {
      name: 'slow',
      kind: 'p99',
      model: 'large',
      above: 2000,
      minAttempts: 50,
      forMs: 10_000,
      clearBelow: 1500,
      clearForMs: 5000,
      cooldownMs: 120_000,
      severity: 'critical',
    },
  ]);
});

test('a share is a number or a percentage', () => {
  const rules = alertsSchema.parse([
    { name: 'a', kind: 'error_rate', above: 0.05 },
    { name: 'b', kind: 'quota', above: '80 %' },
  ]);
  expect(rules.map(({ above }) => above)).toEqual([0.05, 0.8]);
});

test('the kind alone is a rule that AlertSystem takes, with its name', () => {
  const rules = alertsSchema.parse(alertKindNames.map((kind) => ({ kind })));
  expect(rules.map(({ name }) => name)).toEqual(alertKindNames);
  const { fleet, router, tracker } = monitored();
  const quota = new QuotaManager(fleet, {});
  const watched = { fleet, loadTracker: router.loadTracker, performance: tracker, quota };
  expect(() => new AlertSystem({ ...watched, rules })).not.toThrow();
});

describe('what cannot be is told with what was expected', () => {
  test.each([
    [
      'a kind that there is not',
      { kind: 'overlaod' },
      /unknown alert "overlaod".*expected one of: overload, over_target/,
    ],
    ['no kind', { above: 0.5 }, /missing key "kind".*expected one of: overload/],
    ['a rule that is none', 'overload', /expected a mapping whose kind is one of: overload/],
    ['a limit of a kind that has none', { kind: 'overload', above: 0.9 }, /unknown key "above"/],
    ['attempts of a kind that has none', { kind: 'quota', min_attempts: 3 }, /unknown key "min_attempts"/],
    ['a share above 1', { kind: 'error_rate', above: 5 }, /expected a share above 0 and at most 1/],
    ['a time without a unit', { kind: 'p99', above: 2000 }, /expected a duration of at least 1ms with a unit/],
    ['a share where a time is meant', { kind: 'p99', above: '50%' }, /expected a duration/],
    ['a bare number as duration', { kind: 'quota', for: 10 }, /expected a duration with a unit/],
    ['a severity that there is not', { kind: 'quota', severity: 'bad' }, /info, warning, critical/],
    ['a name of other letters', { kind: 'quota', name: 'Too Busy' }, /expected lower-case letters/],
    ['clearing above the limit', { kind: 'error_rate', above: '5%', clear_below: 0.1 }, /expected at most the limit/],
    ['clearing above the default limit', { kind: 'error_rate', clear_below: 0.2 }, /expected at most the limit/],
  ])('%s', (_, form, expected) => {
    const [first, ...others] = mistakes(form);
    expect(first).toMatch(expected);
    expect(others).toEqual([]);
  });

  test('a name twice, also one that is that of the kind', () => {
    expect(mistakes({ kind: 'quota' }, { kind: 'quota' })).toEqual([
      'two alerts have the name quota: expected a name of its own for each, given by name',
    ]);
    expect(mistakes({ kind: 'quota' }, { kind: 'p99', name: 'quota' })).toHaveLength(1);
    expect(mistakes({ kind: 'quota' }, { kind: 'quota', name: 'mine' })).toEqual([]);
  });

  test('more than a hundred rules, and what is no list', () => {
    const many = Array.from({ length: 101 }, (_, i) => ({ kind: 'quota', name: `r${i}` }));
    expect(mistakes(...many)).toEqual([expect.stringContaining('expected at most 100 alerts')]);
    expect(mistakes(...many.slice(1))).toEqual([]);
    expect(alertsSchema.safeParse({ kind: 'quota' }).error?.issues[0].message).toBe(
      'expected a list of alerts, such as [{ kind: overload }, { kind: p99, above: 5s }]',
    );
  });
});

test('as JSON Schema it has one form for each kind, with a description of every key', () => {
  const schema = z.toJSONSchema(alertsSchema, { io: 'input' }) as {
    readonly items: { readonly oneOf: readonly { readonly properties: Record<string, { description?: string }> }[] };
  };
  const forms = schema.items.oneOf;
  expect(forms).toHaveLength(alertKindNames.length);
  for (const { properties } of forms) {
    for (const [key, { description }] of Object.entries(properties)) expect(description, key).toBeTypeOf('string');
  }
});
