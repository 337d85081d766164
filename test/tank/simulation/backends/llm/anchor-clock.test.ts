import { expect, test } from 'vitest';
import { AnchorClock } from '../../../../../src/tank/simulation/backends/llm/anchor-clock.js';
import { IterationPlan } from '../../../../../src/tank/simulation/backends/llm/iteration-plan.js';
import { durationStepMs, firstDurationMs } from '../../../../../src/tank/simulation/backends/llm/iteration-time.js';

const COST = { t0: 7.1, a: 0.0479, b: 0.0446, g2: 0.01, n0: 20, c: 0.0001, f: 0.00008 };

test('the first duration has every term, the step the growth of KV and of the work of a lone chunk', () => {
  const plan = new IterationPlan();
  plan.begin(3, 500, true);
  plan.addChunk(48, 30, true);
  expect(firstDurationMs(COST, plan, 2)).toBeCloseTo(
    (7.1 + 0.0479 * 30 + 0.0446 * 3 + 0.01 * 13 + 0.0001 * 30 * (48 + 15) + 0.00008 * 500) / 2,
    12,
  );
  expect(durationStepMs(COST, plan, 2)).toBeCloseTo((0.00008 * 3 + 0.0001 * 900) / 2, 15);
  plan.addChunk(0, 5, false);
  expect(durationStepMs(COST, plan, 2)).toBeCloseTo((0.00008 * 3) / 2, 15);
});

test('equal iterations are counted from the start of the first, to the bit', () => {
  const clock = new AnchorClock(COST);
  const plan = new IterationPlan();
  plan.begin(3, 500, false);
  clock.start(plan, 12.3, 1);
  const [first, step] = [firstDurationMs(COST, plan, 1), durationStepMs(COST, plan, 1)];
  for (let count = 2; count < 50; count++) {
    plan.begin(3, 500 + 3 * (count - 1), true);
    clock.start(plan, clock.endMs, 1);
    expect(clock.endMs).toBe(12.3 + (count * first + step * ((count * (count - 1)) / 2)));
  }
});

test('other decodes and another speed set the clock anew', () => {
  for (const [isSame, speed] of [
    [false, 1],
    [true, 2],
  ] as const) {
    const clock = new AnchorClock(COST);
    const plan = new IterationPlan();
    plan.begin(3, 500, false);
    clock.start(plan, 12.3, 1);
    const anchorMs = clock.endMs;
    plan.begin(3, 503, isSame);
    clock.start(plan, anchorMs, speed);
    expect(clock.endMs).toBe(anchorMs + firstDurationMs(COST, plan, speed));
  }
});

test('an iteration continues the one before with an equal chunk of the same prompt, and with nothing else', () => {
  const chunk = (tokens: number, isOldPrompt: boolean) => (plan: IterationPlan) => {
    plan.addChunk(0, tokens, isOldPrompt);
  };
  const isContinued = (...iterations: readonly ((plan: IterationPlan) => void)[][]) => {
    const plan = new IterationPlan();
    for (const chunks of iterations) {
      plan.begin(1, 10, true);
      for (const add of chunks) add(plan);
    }
    return plan.isContinued;
  };
  expect(isContinued([], [])).toBe(true);
  expect(isContinued([chunk(8, false)], [chunk(8, true)])).toBe(true);
  expect(isContinued([chunk(8, false)], [chunk(7, true)])).toBe(false);
  expect(isContinued([chunk(8, false)], [chunk(8, false)])).toBe(false);
  expect(isContinued([chunk(8, false)], [])).toBe(false);
  expect(isContinued([], [chunk(8, false)])).toBe(false);
  expect(isContinued([chunk(4, true), chunk(4, false)], [chunk(8, true)])).toBe(false);
  expect(isContinued([chunk(4, true), chunk(4, false)], [chunk(4, true), chunk(4, false)])).toBe(false);
});
