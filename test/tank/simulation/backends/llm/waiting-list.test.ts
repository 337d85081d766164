import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ELSEWHERE, RequestColumns, WAITING } from '../../../../../src/tank/simulation/backends/llm/request-columns.js';
import { WaitingList } from '../../../../../src/tank/simulation/backends/llm/waiting-list.js';
import { runs } from '../../../../support/runs.js';

test('requests come to the back or to the front and leave from anywhere, as in an array', () => {
  const action = fc.record({ request: fc.nat(9), isFront: fc.boolean() });
  fc.assert(
    fc.property(fc.array(action, { maxLength: 100 }), (actions) => {
      const columns = new RequestColumns(10);
      const list = new WaitingList(columns, WAITING);
      let array: number[] = [];
      for (const { request, isFront } of actions) {
        if (array.includes(request)) {
          list.remove(request);
          array = array.filter((other) => other !== request);
        } else if (isFront) {
          list.pushFront(request);
          array.unshift(request);
        } else {
          list.pushBack(request);
          array.push(request);
        }
        expect(columns.place[request]).toBe(array.includes(request) ? WAITING : ELSEWHERE);
        expect(list.count).toBe(array.length);
        expect(list.first).toBe(array.length === 0 ? -1 : array[0]);
      }
      const left = [];
      while (list.count > 0) {
        left.push(list.first);
        list.remove(list.first);
      }
      expect(left).toEqual(array);
    }),
    runs(200),
  );
});
