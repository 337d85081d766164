import { describe, expect, test } from 'vitest';
import { LoadTracker } from '../../../src/router/index.js';
import {
  type AlertEvent,
  type AlertRule,
  AlertSystem,
  type AlertSystemConfig,
} from '../../../src/router/monitoring/index.js';
import { monitored } from './monitored.js';

const SECOND = 1000;

/** A system whose caller evaluates it every second. `value` is the utilization of `small`, which serves ten at once. */
function alerting(rule: Partial<AlertRule>, config: Partial<AlertSystemConfig> = {}) {
  const made = monitored([
    { id: 'large', replicas: 2 },
    { id: 'small', maxConcurrent: 10 },
  ]);
  const { fleet, router, clock, tracker } = made;
  const system = new AlertSystem({
    fleet,
    loadTracker: router.loadTracker,
    performance: tracker,
    rules: [{ name: 'busy', kind: 'over_target', above: 0.5, forMs: 0, cooldownMs: 0, ...rule }],
    ...config,
  });
  const events: AlertEvent[] = [];
  const setLoad = (active: number, model = 'small') => {
    const { activeRequests = 0 } = router.loadTracker.getCurrentLoad(model) ?? {};
    router.loadTracker.updateLoad(model, active - activeRequests);
  };
  return {
    ...made,
    system,
    events,
    setLoad,
    /** Lets so many seconds pass with that load. @returns what was raised and cleared */
    pass: (seconds: number, active: number) => {
      const from = events.length;
      for (let s = 0; s < seconds; s++) {
        setLoad(active);
        clock.cell[0] += SECOND;
        events.push(...system.evaluate());
      }
      return events.slice(from).map(({ event, timeMs }) => `${event} ${timeMs / SECOND}`);
    },
  };
}

describe('an alert', () => {
  test('is one for a model that is overloaded for a minute, not sixty, and is cleared', () => {
    const { system, pass } = alerting({ name: 'overload', kind: 'overload', above: undefined, forMs: 10 * SECOND });
    expect(pass(20, 9)).toEqual([]);
    expect(pass(60, 12)).toEqual(['raised 31']);
    expect(system.alerts()).toEqual([
      {
        id: 'alert-1',
        rule: 'overload',
        kind: 'overload',
        model: 'small',
        severity: 'warning',
        value: 1.2,
        limit: 1,
        raisedMs: 31 * SECOND,
        acknowledgedMs: null,
        acknowledgedBy: null,
      },
    ]);
    expect(pass(20, 3)).toEqual(['cleared 81']);
    expect(system.alerts()).toEqual([]);
  });

  test('is not raised by what comes and goes faster than the condition must hold', () => {
    const { pass } = alerting({ forMs: 5 * SECOND });
    for (let i = 0; i < 20; i++) expect([...pass(5, 9), ...pass(1, 1)]).toEqual([]);
    expect(pass(6, 9)).toEqual(['raised 126']);
  });

  test('is held by hysteresis while the value is not below where it clears', () => {
    const { pass, system } = alerting({});
    expect(pass(1, 6)).toEqual(['raised 1']);
    for (let i = 0; i < 20; i++) expect([...pass(1, 5), ...pass(1, 6)]).toEqual([]); // 0.5 is not below 0.45
    expect(system.alerts()).toMatchObject([{ id: 'alert-1', value: 0.6 }]);
    expect(pass(1, 4)).toEqual(['cleared 42']);
    const { pass: far } = alerting({ clearBelow: 0.2 });
    expect([...far(1, 6), ...far(10, 2), ...far(5, 1)]).toEqual(['raised 1', 'cleared 12']);
  });

  test('is cleared when the value has been below for so long, without a break', () => {
    const { pass } = alerting({ clearForMs: 3 * SECOND });
    expect(pass(1, 9)).toEqual(['raised 1']);
    for (let i = 0; i < 5; i++) expect([...pass(3, 1), ...pass(1, 5)]).toEqual([]);
    expect(pass(5, 1)).toEqual(['cleared 25']);
  });

  test('is not raised again before its cooldown is over, and then at once where the condition holds', () => {
    const { pass } = alerting({ cooldownMs: 60 * SECOND });
    expect([...pass(1, 9), ...pass(1, 1)]).toEqual(['raised 1', 'cleared 2']);
    expect(pass(59, 9)).toEqual([]);
    expect(pass(2, 9)).toEqual(['raised 62']);
  });

  test('that comes and goes for five minutes with a cooldown of one is five alerts, not 150', () => {
    const { pass, system } = alerting({ cooldownMs: 60 * SECOND });
    for (let i = 0; i < 300; i++) pass(1, i % 2 === 0 ? 9 : 1);
    expect(system.history()[0].raisedCount).toBe(5);
  });

  test('is of each model, also of those added later; of one model where the rule says so', () => {
    const { system, fleet, setLoad } = alerting({});
    fleet.addModel({ id: 'new', maxConcurrent: 4 });
    setLoad(3, 'new');
    setLoad(9, 'small');
    expect(system.evaluate().map(({ model }) => model)).toEqual(['small', 'new']);
    expect(system.alerts().map(({ id, model }) => [id, model])).toEqual([
      ['alert-1', 'small'],
      ['alert-2', 'new'],
    ]);
    const one = alerting({ model: 'large' });
    one.setLoad(9, 'small');
    expect(one.system.evaluate()).toEqual([]);
  });

  test('is cleared at once where the last endpoint of its model is removed', () => {
    const { system, fleet, pass } = alerting({ clearForMs: 60 * SECOND, cooldownMs: 0 });
    pass(3, 9);
    fleet.removeEndpoint('small');
    expect(system.evaluate()).toMatchObject([{ event: 'cleared', model: 'small', value: null, limit: 0.5 }]);
    expect(system.evaluate()).toEqual([]);
    fleet.addEndpoint('small', { maxConcurrent: 10 });
    expect(system.evaluate()).toEqual([]);
    const byTarget = alerting({ above: undefined });
    byTarget.pass(3, 9);
    byTarget.fleet.removeEndpoint('small');
    expect(byTarget.system.evaluate()).toMatchObject([{ event: 'cleared', limit: 0.8 }]);
  });

  test('is cleared where one of several endpoints is removed and the rest is not above the limit', () => {
    const { system, fleet, router, waitUntil } = alerting({ above: 0.7 });
    router.loadTracker.updateLoad('large/0', 10);
    router.loadTracker.updateLoad('large/1', 5);
    expect(system.evaluate()).toMatchObject([{ event: 'raised', value: 0.75 }]);
    fleet.removeEndpoint('large/0');
    waitUntil(SECOND);
    expect(system.evaluate()).toMatchObject([{ event: 'cleared', value: 0.5 }]);
  });

  test('outlives a clock that is set back, and so do cooldown and waiting', () => {
    const { pass, waitUntil, system } = alerting({ forMs: 2 * SECOND, clearForMs: SECOND, cooldownMs: 5 * SECOND });
    waitUntil(1e9);
    expect(pass(2, 9)).toEqual([]);
    waitUntil(0);
    expect(pass(3, 9)).toEqual(['raised 3']);
    waitUntil(1e9);
    pass(2, 1);
    waitUntil(0);
    expect(pass(5, 9)).toEqual([]);
    expect(pass(1, 9)).toEqual(['raised 6']);
    waitUntil(0);
    expect(system.history()[0].raisedMs).toBeGreaterThanOrEqual(0);
  });
});

test('what was raised and cleared is told once all rules are evaluated, and is in the log', () => {
  const told: AlertEvent[] = [];
  const { pass, system, events } = alerting({ severity: 'critical' }, { onEvent: (event) => told.push(event) });
  pass(3, 9);
  system.acknowledge('alert-1', 'ada');
  pass(3, 1);
  expect(told).toEqual(events);
  expect(told).toEqual([
    expect.objectContaining({ event: 'raised', timeMs: SECOND, id: 'alert-1', value: 0.9, limit: 0.5, by: null }),
    expect.objectContaining({ event: 'cleared', timeMs: 4 * SECOND, value: 0.1, severity: 'critical' }),
  ]);
  expect(system.log().map(({ event, timeMs, by }) => [event, timeMs, by])).toEqual([
    ['raised', 1000, null],
    ['acknowledged', 3000, 'ada'],
    ['cleared', 4000, null],
  ]);
});

test('a callback that throws leaves the alerts as they are', () => {
  const fail = () => {
    throw new Error('no network');
  };
  const { system, setLoad } = alerting({}, { onEvent: fail });
  setLoad(9);
  expect(() => system.evaluate()).toThrow('no network');
  expect(system.alerts()).toHaveLength(1);
  expect(system.log()).toHaveLength(1);
  expect(system.evaluate()).toEqual([]);
});

test('the log keeps the latest events', () => {
  const { pass, system } = alerting({}, { logLength: 3 });
  for (let i = 0; i < 10; i++) pass(1, i % 2 === 0 ? 9 : 1);
  expect(system.log().map(({ event, id }) => `${event} ${id}`)).toEqual([
    'cleared alert-4',
    'raised alert-5',
    'cleared alert-5',
  ]);
});

describe('an alert is acknowledged', () => {
  test('once: who comes later changes nothing, and it stays raised', () => {
    const { pass, system } = alerting({});
    pass(2, 9);
    expect(system.acknowledge('alert-1')).toMatchObject({ acknowledgedMs: 2000, acknowledgedBy: '' });
    pass(1, 9);
    expect(system.acknowledge('alert-1', 'bob')).toMatchObject({ acknowledgedMs: 2000, acknowledgedBy: '' });
    expect(system.alerts()).toMatchObject([{ acknowledgedMs: 2000, value: 0.9 }]);
    expect(system.log()).toHaveLength(2);
  });

  test('not where it is unknown or was cleared', () => {
    const { pass, system } = alerting({});
    pass(1, 9);
    pass(1, 1);
    expect(() => system.acknowledge('alert-1')).toThrow('there is no alert "alert-1": it is unknown, or was cleared');
    expect(() => system.acknowledge('alert-7')).toThrow('there is no alert "alert-7"');
  });
});

test('the history of a rule is how often and how long its alerts were raised, and when first', () => {
  const { pass, system } = alerting({});
  expect(system.history()).toEqual([{ rule: 'busy', raisedCount: 0, raisedMs: 0, firstRaisedMs: null }]);
  pass(5, 1);
  pass(10, 9);
  pass(5, 1);
  pass(3, 9);
  expect(system.history()).toEqual([{ rule: 'busy', raisedCount: 2, raisedMs: 12_000, firstRaisedMs: 6000 }]);
});

test('a time that the caller gives stands for that of the clock', () => {
  const { system, setLoad } = alerting({ forMs: SECOND });
  setLoad(9);
  expect(system.evaluate(5000)).toEqual([]);
  expect(system.evaluate(6000)).toMatchObject([{ event: 'raised', timeMs: 6000 }]);
  expect(system.history(9000)[0].raisedMs).toBe(3000);
});

describe('what a system is made with is checked', () => {
  const { fleet, router, tracker } = monitored();
  const usual = { fleet, loadTracker: router.loadTracker, performance: tracker };
  const made = (config: object) => () => new AlertSystem({ ...usual, rules: [], ...config });
  const ruled = (rule: object) => made({ rules: [{ name: 'r', kind: 'error_rate', ...rule }] });

  test.each([
    [made({ loadTracker: undefined }), 'loadTracker is undefined: expected a LoadTracker'],
    [made({ loadTracker: new LoadTracker(monitored().fleet) }), 'loadTracker is of another fleet'],
    [made({ performance: {} }), 'performance is an object: expected a PerformanceTracker'],
    [made({ onEvent: 'log' }), 'onEvent is "log": expected a function'],
    [made({ logLength: 0 }), 'logLength is 0: expected a whole number from 1'],
    [made({ rule: [] }), 'the configuration of an AlertSystem has no option "rule": did you mean "rules"?'],
    [made({ rules: {} }), 'rules is an object: expected a list'],
    [made({ rules: Array.from({ length: 101 }) }), 'there are 101 rules: expected at most 100'],
    [made({ rules: [null] }), 'rules[0] is null: expected an object with name, kind'],
    [ruled({ name: '' }), 'name of rules[0] is "": expected text'],
    [ruled({ kind: 'overlaod' }), 'there is no kind of alert "overlaod": expected one of overload, over_target'],
    [ruled({ kind: 'constructor' }), 'there is no kind of alert "constructor"'],
    [ruled({ for: 3 }), 'rules[0] has no option "for": expected one of name, kind'],
    [ruled({ model: 'huge' }), 'model of rule "r" is "huge": the fleet has no such model'],
    [ruled({ above: 5 }), 'above of rule "r" is 5: expected a number above 0 and at most 1'],
    [ruled({ kind: 'p99', above: 0 }), 'above of rule "r" is 0: expected a number from 1'],
    [ruled({ kind: 'overload', above: 0.5 }), 'above of rule "r" is 0.5: overload has no limit to be set'],
    [ruled({ kind: 'overload', minAttempts: 5 }), 'minAttempts of rule "r" is 5: overload does not depend on attempts'],
    [ruled({ minAttempts: 0 }), 'minAttempts of rule "r" is 0: expected a whole number from 1'],
    [ruled({ forMs: -1 }), 'forMs of rule "r" is -1: expected a number from 0'],
    [ruled({ clearForMs: NaN }), 'clearForMs of rule "r" is NaN: expected a number from 0'],
    [ruled({ cooldownMs: '1m' }), 'cooldownMs of rule "r" is "1m": expected a number from 0'],
    [ruled({ above: 0.2, clearBelow: 0.3 }), 'clearBelow of rule "r" is 0.3: expected at most its limit, 0.2'],
    [ruled({ clearBelow: 0.3 }), 'clearBelow of rule "r" is 0.3: expected at most its limit, 0.1'],
    [ruled({ severity: 'bad' }), 'severity of rule "r" is "bad": expected one of info, warning, critical'],
    [ruled({ kind: 'quota' }), 'rule "r" (quota) needs quota: expected new QuotaManager(fleet, limits)'],
  ])('%#', (make, message) => {
    expect(make).toThrow(message);
  });

  test('two rules have two names, and what is undefined has its default', () => {
    const rule = { name: 'r', kind: 'overload' } as const;
    expect(made({ rules: [rule, rule] })).toThrow('two rules have the same name: r');
    expect(made({ rules: [{ ...rule, above: undefined, severity: undefined }], onEvent: undefined })).not.toThrow();
    const withoutPerformance = { fleet, loadTracker: router.loadTracker, rules: [{ name: 'r', kind: 'p99' } as const] };
    expect(() => new AlertSystem(withoutPerformance)).toThrow('rule "r" (p99) needs performance');
  });
});
