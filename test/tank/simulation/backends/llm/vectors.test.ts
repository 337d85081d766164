import { expect, test } from 'vitest';
import { pathsOf, type Request, runFleet, SMALL, timesOf } from './fleet.js';

/** The vectors of ENGINE-RULES §7: iterations of 8 ms. */

const LAGS = [0, 1] as const;
const request = (atMs: number, prompt: number, output: number): Request => ({ engine: 0, prompt, output, atMs });

for (const admissionLag of LAGS) {
  const config = { ...SMALL, admissionLag };
  const pick = (withoutLag: number, withLag: number) => (admissionLag === 0 ? withoutLag : withLag);

  for (const atMs of [3, 8]) {
    test(`V1, lag ${admissionLag}: a request that comes at ${atMs} ms during an iteration joins the next one but lag`, () => {
      const run = runFleet(config, 1, { requests: [request(0, 10, 3), request(atMs, 10, 2)] });
      expect(timesOf(run, 1)).toEqual({ scheduled: pick(8, 16), first: pick(16, 24), completed: pick(24, 32) });
      expect(timesOf(run, 0)).toEqual({ scheduled: 0, first: 8, completed: 24 });
    });
  }

  test(`V2, lag ${admissionLag}: nothing was planned when the only sequence ends, so the engine starts anew without a gap`, () => {
    const run = runFleet(config, 1, { requests: [request(0, 10, 1), request(3, 10, 2)] });
    expect(timesOf(run, 1)).toEqual({ scheduled: 8, first: 16, completed: 24 });
    expect(run.counts[0].iterations).toBe(3);
  });

  test(`V3, lag ${admissionLag}: a slot is free when the last token has landed`, () => {
    const requests = [request(0, 10, 2), request(0, 10, 6), request(1, 10, 2)];
    const run = runFleet({ ...config, maxSequences: 2 }, 1, { requests });
    expect(timesOf(run, 2)).toEqual({ scheduled: pick(16, 24), first: pick(24, 32), completed: pick(32, 40) });
  });

  test(`V4, lag ${admissionLag}: what the chunk of a long prompt leaves goes to the next`, () => {
    const requests = [request(0, 100, 2), request(3, 10, 2)];
    const run = runFleet({ ...config, maxSequences: 4, maxBatchTokens: 40 }, 1, { requests });
    expect(timesOf(run, 1).first).toBe(24);
    expect(timesOf(run, 0).first).toBe(24);
  });

  test(`V5, lag ${admissionLag}: a sequence may be thrown out while its last token is in flight`, () => {
    const run = runFleet({ ...config, blockCount: 3 }, 1, { requests: [request(0, 15, 4), request(0, 10, 2)] });
    expect(timesOf(run, 1)).toEqual({
      scheduled: 0,
      first: 8,
      completed: 16,
      ...(admissionLag === 1 ? { preempted: 8 } : {}),
    });
    expect(timesOf(run, 0)).toEqual({ scheduled: 0, first: 8, completed: 32 });
    expect(run.counts[0].preemptions).toBe(pick(0, 1));
  });

  test(`V6, lag ${admissionLag}: the slot of a cancelled sequence is free for the plan of the next boundary`, () => {
    const requests = [request(0, 10, 6), request(0, 10, 6), request(1, 10, 2)];
    const cancels = [{ request: 1, atMs: 17 }];
    const run = runFleet({ ...config, maxSequences: 2 }, 1, { requests, cancels });
    expect(timesOf(run, 2)).toEqual({ scheduled: pick(24, 32), first: pick(32, 40), completed: pick(40, 48) });
    expect(timesOf(run, 1).completed).toBeUndefined();
  });

  test(`V7, lag ${admissionLag}: a session's next prompt finds prompt and answer, and a full hit computes its last block again`, () => {
    const requests = [request(0, 20, 13), { ...request(0, 40, 2), after: 0 }, request(1000, 32, 1)];
    const paths = pathsOf([[[7, 2]], [[7, 2]], [[7, 2]]]);
    const run = runFleet({ ...config, prefixCaching: true }, 1, { requests, paths });
    const { promptTokens, hitTokens } = run.counts[0];
    expect(promptTokens).toBe(92);
    expect(hitTokens).toBe(32 + 16); // so 8 of the 40 tokens were computed, and 16 of the 32
  });
}
