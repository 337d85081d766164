import { expect, test } from 'vitest';
import { WaitingLine } from '../../../../src/tank/simulation/backends/waiting-line.js';
import { Outcomes, TIMED_OUT } from '../../../../src/tank/simulation/outcomes.js';

test('a request that gave up takes no place and is stepped over, at the head, in the middle and at the end', () => {
  const outcomes = new Outcomes(8);
  const line = new WaitingLine(2, new Int32Array(8), outcomes);
  const giveUp = (endpoint: number, request: number) => {
    line.giveUp(endpoint);
    outcomes.settle(request, TIMED_OUT);
  };
  for (const request of [0, 2, 4, 5, 6]) line.join(0, request);
  line.join(1, 1);
  for (const request of [0, 4, 6]) giveUp(0, request);
  expect([...line.length]).toEqual([2, 1]);
  expect([line.takeFirst(0), line.takeFirst(0)]).toEqual([2, 5]);
  expect([...line.length]).toEqual([0, 1]);
  line.join(0, 7); // behind 6, which is still there as a gap
  expect([line.takeFirst(0), line.takeFirst(1)]).toEqual([7, 1]);
  expect([...line.length]).toEqual([0, 0]);
});
