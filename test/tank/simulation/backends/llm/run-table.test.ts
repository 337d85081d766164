import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RunTable } from '../../../../../src/tank/simulation/backends/llm/run-table.js';
import { runs } from '../../../../support/runs.js';

test('runs have places of their own while they are in, as in a Map', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9 }), fc.array(fc.nat(30), { maxLength: 200 }), (capacity, ids) => {
      const table = new RunTable(capacity);
      const places = new Map<number, number>();
      for (const id of ids) {
        if (places.delete(id)) table.delete(id);
        else if (places.size < capacity) places.set(id, table.insert(id));
        for (let other = 0; other <= 30; other++) expect(table.find(other)).toBe(places.get(other) ?? -1);
        expect(new Set(places.values()).size).toBe(places.size);
        for (const place of places.values()) expect(place).toBeLessThan(capacity);
      }
    }),
    runs(200),
  );
});
