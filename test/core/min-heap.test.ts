import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MinHeap } from '../../src/core/min-heap.js';
import { runs } from '../support/runs.js';

test('items come out by key, equal keys in the order of pushing, whatever is removed between', () => {
  const action = fc.oneof(
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('push' as const), key: fc.nat(12), item: fc.nat(25) }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('pop' as const) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('remove' as const), item: fc.nat(25) }) },
  );
  fc.assert(
    fc.property(fc.array(action, { maxLength: 150 }), (actions) => {
      const heap = new MinHeap();
      let sorted: { key: number; item: number }[] = []; // stable: equal keys stay in the order of pushing
      for (const { kind, ...what } of actions) {
        if (kind === 'push' && 'key' in what) {
          if (sorted.some(({ item }) => item === what.item)) continue; // an item is in at most once
          heap.push(what.key, what.item);
          sorted = [...sorted, what].sort((a, b) => a.key - b.key);
        } else if (kind === 'pop') {
          const first = sorted.shift();
          if (first !== undefined) expect(heap.pop()).toBe(first.item);
        } else if ('item' in what) {
          const before = sorted.length;
          sorted = sorted.filter(({ item }) => item !== what.item);
          expect(heap.remove(what.item)).toBe(sorted.length < before);
        }
        expect(heap.count).toBe(sorted.length);
        expect(heap.firstKey[0]).toBe(sorted.length === 0 ? Infinity : sorted[0].key);
      }
      expect(sorted.map(() => heap.pop())).toEqual(sorted.map(({ item }) => item));
    }),
    runs(400),
  );
});

test('what takes the place of a removed item may belong above it', () => {
  const heap = new MinHeap();
  for (const key of [4, 5, 6, 7, 2, 1, 3]) heap.push(key, key); // 3 is the last, and 7 lies below 4
  expect(heap.remove(7)).toBe(true);
  expect(Array.from({ length: 6 }, () => heap.pop())).toEqual([1, 2, 3, 4, 5, 6]);
});

test('a heap grows beyond its first columns, and keeps order', () => {
  const heap = new MinHeap();
  const n = 1000;
  for (let i = 0; i < n; i++) heap.push((i * 7919) % 101, i);
  const popped = Array.from({ length: n }, () => heap.pop());
  const expected = Array.from({ length: n }, (_, i) => i).sort(
    (a, b) => ((a * 7919) % 101) - ((b * 7919) % 101) || a - b,
  );
  expect(popped).toEqual(expected);
});
