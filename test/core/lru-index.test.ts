import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LruIndex } from '../../src/core/lru-index.js';
import { runs } from '../support/runs.js';

const key = fc.tuple(fc.constantFrom(0, 1, -1), fc.integer({ min: -40, max: 40 }));
const action = fc.record({ kind: fc.constantFrom('insert', 'insert', 'touch', 'delete', 'find'), key });

test('keys are found, forgotten and kept in order of use as in a Map that is rebuilt at each use', () => {
  fc.assert(
    fc.property(fc.array(action, { maxLength: 400 }), (actions) => {
      const index = new LruIndex();
      const keyAt = new Map<number, string>(); // by place
      const order: string[] = []; // oldest first
      for (const { kind, key: chosen } of actions) {
        const [high, low] = chosen;
        const name = chosen.join();
        const place = index.find(high, low);
        expect(place >= 0).toBe(order.includes(name));
        if (place >= 0) expect(keyAt.get(place)).toBe(name);
        if (kind === 'insert' && place < 0) {
          keyAt.set(index.insert(high, low), name);
          order.push(name);
        }
        if (place >= 0 && (kind === 'touch' || kind === 'delete')) {
          order.splice(order.indexOf(name), 1);
          if (kind === 'touch') {
            index.touch(place);
            order.push(name);
          } else {
            index.delete(place);
            keyAt.delete(place);
          }
        }
        expect(index.count).toBe(order.length);
        expect(keyAt.get(index.oldest)).toBe(order[0]);
        expect(keyAt.get(index.newest)).toBe(order.at(-1));
        expect(Math.max(-1, ...keyAt.keys())).toBeLessThan(index.capacity);
      }
    }),
    runs(200),
  );
});

test('it grows without losing a key or its place', () => {
  const index = new LruIndex();
  const places = Array.from({ length: 5000 }, (_, i) => index.insert(i % 7, i));
  expect(new Set(places).size).toBe(5000);
  places.forEach((place, i) => {
    expect(index.find(i % 7, i)).toBe(place);
  });
});
