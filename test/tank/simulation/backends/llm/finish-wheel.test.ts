import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FinishWheel } from '../../../../../src/tank/simulation/backends/llm/finish-wheel.js';
import { runs } from '../../../../support/runs.js';

const LONGEST = 9;
const SLOTS = 12;

test('a bucket holds those that end with its iteration in the order of entry, as a sorted list does', () => {
  const action = fc.record({ slot: fc.nat(SLOTS - 1), ahead: fc.nat(LONGEST), isStep: fc.boolean() });
  fc.assert(
    fc.property(fc.array(action, { maxLength: 200 }), (actions) => {
      const wheel = new FinishWheel(SLOTS, LONGEST);
      let list: { slot: number; finish: number }[] = [];
      let iteration = 0;
      for (const { slot, ahead, isStep } of actions) {
        const there = list.find((item) => item.slot === slot);
        if (there !== undefined) {
          wheel.leave(slot, there.finish);
          list = list.filter((item) => item !== there);
        } else {
          wheel.enter(slot, iteration + ahead);
          list.push({ slot, finish: iteration + ahead });
        }
        if (isStep) {
          for (const { slot: ending, finish } of list) if (finish === iteration) wheel.leave(ending, finish);
          list = list.filter(({ finish }) => finish !== iteration);
          iteration++;
        }
        for (let at = iteration; at <= iteration + LONGEST; at++) {
          const expected = list.filter(({ finish }) => finish === at).map((item) => item.slot);
          expect(bucket(wheel, at)).toEqual(expected);
        }
      }
    }),
    runs(300),
  );
});

test('there is room for the longest output and the plans ahead of the iteration that lands', () => {
  for (const longest of [1, 2, 5, 6, 13, 14]) {
    const wheel = new FinishWheel(2, longest);
    wheel.enter(0, 100);
    wheel.enter(1, 100 + longest + 2);
    expect(bucket(wheel, 100)).toEqual([0]);
  }
});

function bucket(wheel: FinishWheel, iteration: number): number[] {
  const slots = [];
  for (let slot = wheel.first(iteration); slot >= 0; slot = wheel.after(slot)) slots.push(slot);
  return slots;
}
