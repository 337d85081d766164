import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Look, searchCapacity, type SearchSpace } from '../../../src/tank/studies/search-capacity.js';
import { runs } from '../../support/runs.js';

const RATES: SearchSpace = {
  from: 1,
  to: 64,
  sought: 'highest',
  isWhole: false,
  start: undefined,
  tolerance: 0.01,
};
const REPLICAS: SearchSpace = { ...RATES, sought: 'lowest', isWhole: true };

/** Meets the target up to a limit; not sure between two others. */
function upTo(limit: number, [low, high]: readonly [number, number] = [limit, limit]) {
  return (value: number): Promise<Look> =>
    Promise.resolve({ isMet: value <= limit, isSure: value <= low || value > high });
}

/** The same from a limit on. */
function from(limit: number, [low, high]: readonly [number, number] = [limit, limit]) {
  return (value: number): Promise<Look> =>
    Promise.resolve({ isMet: value >= limit, isSure: value >= high || value < low });
}

describe('of numbers', () => {
  test('the answer and the ends of its interval are found to the tolerance, ends outwards', async () => {
    const { value = 0, ci95, outside, missedAt } = await searchCapacity(RATES, upTo(20, [17, 23]));
    expect(value).toBeLessThanOrEqual(20);
    expect(value).toBeGreaterThan(20 * 0.99);
    const [low = 0, high = 0] = ci95;
    expect(low).toBeLessThanOrEqual(17);
    expect(low).toBeGreaterThan(17 * 0.99);
    expect(high).toBeGreaterThan(23);
    expect(high).toBeLessThan(23 * 1.011);
    expect(outside).toBeUndefined();
    expect(missedAt).toEqual([]);
  });

  test('the lowest is searched alike', async () => {
    const { value = 0, ci95 } = await searchCapacity({ ...RATES, sought: 'lowest' }, from(20, [17, 23]));
    expect(value).toBeGreaterThanOrEqual(20);
    expect(value).toBeLessThan(20 * 1.011);
    const [low = 0, high = 0] = ci95;
    expect(low).toBeLessThan(17);
    expect(low).toBeGreaterThan(17 * 0.989);
    expect(high).toBeGreaterThanOrEqual(23);
    expect(high).toBeLessThan(23 * 1.011);
  });

  test('from a value in the scenario it goes as far as it has to, and a step more', async () => {
    const { value = 0, values } = await searchCapacity({ ...RATES, from: 5 / 64, to: 320, start: 5 }, upTo(30));
    expect(value).toBeCloseTo(30, 0);
    expect(values[0]).toBe(5);
    expect(values).toContain(40);
    expect(values.at(-1)).toBe(80);
  });
});

describe('of whole numbers', () => {
  test('answer and ends are exact', async () => {
    const { value, ci95 } = await searchCapacity(REPLICAS, from(20, [17, 23]));
    expect(value).toBe(20);
    expect(ci95).toEqual([17, 23]);
  });

  test('the highest of a few is exact, each of which is looked at', async () => {
    const { value, ci95, values } = await searchCapacity({ ...RATES, isWhole: true, to: 4 }, upTo(2, [1, 3]));
    expect(value).toBe(2);
    expect(ci95).toEqual([1, 3]);
    expect(values).toEqual([1, 2, 3, 4]);
  });

  test('less than one there is not: one that is enough is the answer', async () => {
    const { value, ci95, outside } = await searchCapacity({ ...REPLICAS, start: 4 }, from(1));
    expect({ value, ci95, outside }).toEqual({ value: 1, ci95: [1, 1], outside: undefined });
  });
});

describe('outside of the range', () => {
  test('met at its end', async () => {
    const found = await searchCapacity(RATES, upTo(100, [40, 200]));
    expect(found).toMatchObject({ value: 64, outside: 'met_at_the_end' });
    expect(found.ci95[0]).toBeGreaterThan(39);
    expect(found.ci95[1]).toBeUndefined();
  });

  test('met nowhere, and what may be met nowhere', async () => {
    expect(await searchCapacity(RATES, upTo(0.5, [0.2, 0.7]))).toMatchObject({
      value: undefined,
      ci95: [undefined, 1],
      outside: 'met_nowhere',
    });
    const maybe = await searchCapacity(RATES, upTo(0.5, [0.2, 10]));
    expect(maybe.ci95[1]).toBeGreaterThan(10);
  });
});

test('where it is surely missed on the easy side, that is said', async () => {
  const hump = (value: number): Promise<Look> => Promise.resolve({ isMet: value >= 4 && value <= 20, isSure: true });
  const { value = 0, missedAt } = await searchCapacity(RATES, hump);
  expect(value).toBeCloseTo(20, 0);
  expect(missedAt).toContain(1);
  expect(missedAt.every((missed) => missed < 4)).toBe(true);
});

describe('where nothing can be said', () => {
  const sayingUpTo = (most: number, look: (value: number) => Promise<Look>) => (value: number) =>
    value > most ? Promise.resolve(undefined) : look(value);

  test('the range ends, and the end is looked for', async () => {
    const { value = 0, outside, ci95 } = await searchCapacity({ ...RATES, start: 5 }, sayingUpTo(30, upTo(100)));
    expect(value).toBeLessThanOrEqual(30);
    expect(value).toBeGreaterThan(30 * 0.98);
    expect(outside).toBe('runs_too_short');
    expect(ci95[1]).toBeUndefined();
  });

  test('an answer before that end is an answer', async () => {
    const { value = 0, outside } = await searchCapacity({ ...RATES, start: 5 }, sayingUpTo(30, upTo(20)));
    expect(value).toBeCloseTo(20, 0);
    expect(outside).toBeUndefined();
  });

  test('a hole in the middle does not hold the search up', async () => {
    const found = searchCapacity(RATES, (value) =>
      value > 8 && value < 60 ? Promise.resolve(undefined) : upTo(30)(value),
    );
    expect((await found).values).toEqual([1, 2.828, 8, 64]);
  });

  test('at the first values there is no answer', async () => {
    expect(await searchCapacity(RATES, sayingUpTo(0.5, upTo(20)))).toMatchObject({ value: undefined, values: [] });
  });
});

test('whatever the curves and their noise, it ends, and the interval holds the answer', async () => {
  const noise = fc.array(fc.double({ min: -0.004, max: 0.004, noNaN: true }), { minLength: 7, maxLength: 7 });
  const space = fc.record({
    isWhole: fc.boolean(),
    sought: fc.constantFrom('highest' as const, 'lowest' as const),
    start: fc.option(fc.integer({ min: 1, max: 64 }), { nil: undefined }),
    limit: fc.double({ min: 0.5, max: 100, noNaN: true }),
    noise,
  });
  await fc.assert(
    fc.asyncProperty(space, async ({ isWhole, sought, start, limit, noise: shifts }) => {
      const looked: number[] = [];
      const found = await searchCapacity({ ...RATES, isWhole, sought, start }, (value) => {
        looked.push(value);
        const hardness = sought === 'highest' ? value / limit : limit / value;
        const attained = 1 / (1 + 0.01 * hardness ** 6) + shifts[Math.floor(value * 13) % shifts.length];
        return Promise.resolve({ isMet: attained >= 0.99, isSure: Math.abs(attained - 0.99) > 0.003 });
      });
      expect(new Set(looked).size).toBe(looked.length);
      expect(looked.length).toBeLessThanOrEqual(80);
      expect([...looked].sort((a, b) => a - b)).toEqual(found.values);
      for (const value of looked) expect(value >= RATES.from && value <= RATES.to).toBe(true);
      const [low = -Infinity, high = Infinity] = found.ci95;
      expect(low).toBeLessThanOrEqual(high);
      if (found.value !== undefined) {
        expect(low).toBeLessThanOrEqual(found.value);
        expect(high).toBeGreaterThanOrEqual(found.value);
      }
    }),
    runs(2000, 200),
  );
});
