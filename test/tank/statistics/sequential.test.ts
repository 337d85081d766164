import { describe, expect, test } from 'vitest';
import { nextReplications, type Precision } from '../../../src/tank/statistics/sequential.js';

const about = (value: number, half: number): Precision => ({
  value,
  interval: { low: value - half, high: value + half },
});
const decide = (precision: Precision, made: number, gamma = 0.1, batch = 10, limit = 100) =>
  nextReplications(precision, made, gamma, batch, limit);

describe('by hand', () => {
  test('half of the width is 0.6 of 10: 0.6 / 9.4 of what the value may be', () => {
    expect(decide(about(10, 0.6), 10)).toEqual({
      action: 'stop',
      reason: 'precise',
      reached: expect.closeTo(0.6 / 9.4, 12) as number,
    });
  });

  test('the bound is γ / (1 + γ) of the estimate', () => {
    const exact = 0.6 / 9.4;
    expect(decide(about(10, 0.6), 10, exact * 1.00001).action).toBe('stop');
    expect(decide(about(10, 0.6), 10, exact * 0.99999).action).toBe('go_on');
  });

  test('negative values are as precise as positive ones', () => {
    expect(decide(about(-10, 0.6), 10)).toEqual(decide(about(10, 0.6), 10));
  });
});

describe('it goes on', () => {
  test('below 10 replications, however narrow the interval is', () => {
    expect(decide(about(10, 0.01), 2, 0.1, 5)).toMatchObject({ action: 'go_on', count: 5 });
    expect(decide({ value: 10, interval: 'no_spread' }, 9, 0.1, 5)).toEqual({ action: 'go_on', count: 5 });
  });

  test('while the interval is too wide, with a last batch that ends at the limit', () => {
    expect(decide(about(10, 0.6), 10, 0.01)).toMatchObject({ action: 'go_on', count: 10 });
    expect(decide(about(10, 0.6), 10, 0.01, 10, 13)).toMatchObject({ action: 'go_on', count: 3 });
  });

  test('while there is none, since the runs are too short for it', () => {
    expect(decide({ value: 10, interval: undefined }, 20)).toEqual({ action: 'go_on', count: 10 });
  });

  test('where the interval holds 0, which no relative width describes', () => {
    expect(decide(about(1, 2), 20)).toEqual({ action: 'go_on', count: 10, reached: Infinity });
  });
});

describe('it stops short of the precision', () => {
  test('at the limit, and tells what was reached', () => {
    expect(decide(about(10, 0.6), 10, 0.01, 10, 10)).toMatchObject({ action: 'stop', reason: 'limit' });
    expect(decide({ value: 10, interval: undefined }, 10, 0.1, 10, 10)).toEqual({ action: 'stop', reason: 'limit' });
  });

  test('where values are all equal', () => {
    expect(decide({ value: 3, interval: 'no_spread' }, 10)).toEqual({ action: 'stop', reason: 'no_spread' });
  });

  test('where there is no value', () => {
    expect(decide({ value: NaN, interval: undefined }, 1)).toEqual({ action: 'stop', reason: 'no_value' });
  });

  test('a batch of no replications is an impossible state', () => {
    expect(() => decide(about(10, 1), 10, 0.1, 0)).toThrow('at least one replication, not 0');
  });
});
