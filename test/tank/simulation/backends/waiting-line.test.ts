import fc from 'fast-check';
import { expect, test } from 'vitest';
import { WaitingLine } from '../../../../src/tank/simulation/backends/waiting-line.js';
import { runs } from '../../../support/runs.js';

const ATTEMPTS = 8;
const step = fc.oneof(
  fc.record({ kind: fc.constant('join' as const), endpoint: fc.nat(1), attempt: fc.nat(ATTEMPTS - 1) }),
  fc.record({ kind: fc.constant('take' as const), endpoint: fc.nat(1) }),
  fc.record({ kind: fc.constant('remove' as const), endpoint: fc.nat(1), nth: fc.nat(ATTEMPTS) }),
);

test('lines of two endpoints serve in order of joining, whoever leaves from head, middle or end', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const links = { next: new Int32Array(ATTEMPTS), previous: new Int32Array(ATTEMPTS) };
      const line = new WaitingLine(2, links);
      const lists: [number[], number[]] = [[], []];
      for (const each of steps) {
        const list = lists[each.endpoint];
        if (each.kind === 'join') {
          if (lists.flat().includes(each.attempt)) continue;
          line.join(each.endpoint, each.attempt);
          list.push(each.attempt);
        } else if (list.length === 0) continue;
        else if (each.kind === 'take') expect(line.takeFirst(each.endpoint)).toBe(list.shift());
        else line.remove(each.endpoint, list.splice(each.nth % list.length, 1)[0]);
        expect([...line.length]).toEqual(lists.map(({ length }) => length));
      }
      for (const [endpoint, list] of lists.entries()) {
        for (const attempt of list) expect(line.takeFirst(endpoint)).toBe(attempt);
      }
    }),
    runs(500),
  );
});
