import { expect, test } from 'vitest';
import { Streams } from '../../../src/core/streams.js';
import { TIMED_OUT } from '../../../src/router/index.js';
import { attempt, dispatch, routerOf } from '../../support/routers.js';

/** Two endpoints that answer in about 50 ms, asked one at a time, ten times a second; the first answer of endpoint 0 took so long. */
function afterSlowAnswer(slowMs: number) {
  const made = routerOf([{ id: 'm', replicas: 2 }], 'latency_based');
  const { router, clock } = made;
  const [slow] = dispatch(router, 0, 1);
  clock.cell[0] = slowMs;
  router.completed(slow);
  const noise = new Streams('answers', 0).named('noise');
  const chosen: number[] = [];
  const serve = (seconds: number) => {
    for (let i = 0; i < 10 * seconds; i++) {
      const sent = attempt();
      const endpoint = router.decide(sent);
      chosen.push(endpoint);
      router.started(endpoint, sent);
      clock.cell[0] += 40 + 20 * noise.uniform();
      router.completed(sent);
      clock.cell[0] += 50;
    }
    return chosen.slice(-10 * seconds).filter((endpoint) => endpoint === 0).length / (10 * seconds);
  };
  return { ...made, serve };
}

test('one slow answer keeps an endpoint out for a while, not for good: within 100 s it is tried, then each is now and then the faster', () => {
  const { serve } = afterSlowAnswer(5000);
  expect(serve(20)).toBeLessThan(0.01); // before the other one has answered both are alike
  expect(serve(80)).toBeGreaterThan(0);
  const share = serve(1000);
  expect(share).toBeGreaterThan(0.2);
  expect(share).toBeLessThan(0.8);
});

test('one that stays slow is tried by a request now and then', () => {
  const { router, clock, serve } = afterSlowAnswer(5000);
  let tried = 0;
  router.listen({
    started: ({ endpoint }) => {
      if (endpoint !== 0) return;
      tried++;
      clock.cell[0] += 5000;
    },
  });
  serve(600);
  expect(tried).toBeGreaterThanOrEqual(4);
  expect(tried).toBeLessThanOrEqual(8);
});

test('a timeout counts as an answer of so long', () => {
  const { router, clock, table } = routerOf([{ id: 'm', replicas: 2 }], 'latency_based');
  const [hung] = dispatch(router, 0, 1);
  router.completed(dispatch(router, 1, 1)[0]);
  clock.cell[0] = 3000;
  router.abandoned(hung, TIMED_OUT);
  expect(table.expectedMs[0]).toBe(3000);
  for (let i = 0; i < 20; i++) expect(router.decide(attempt())).toBe(1);
});

test.each([0, 1000, 7_200_000])(
  'speeds that are swapped are noticed, also with a clock that was set back by %d ms',
  (backMs) => {
    const { router, clock } = routerOf([{ id: 'm', replicas: 2 }], 'latency_based');
    clock.cell[0] = 10_000_000;
    const shareOfFirst = (seconds: number, tookMs: readonly number[]) => {
      let first = 0;
      for (let i = 0; i < 10 * seconds; i++) {
        const sent = attempt();
        const endpoint = router.decide(sent);
        if (endpoint === 0) first++;
        router.started(endpoint, sent);
        clock.cell[0] += tookMs[endpoint];
        router.completed(sent);
      }
      return first / (10 * seconds);
    };
    expect(shareOfFirst(600, [50, 200])).toBeGreaterThan(0.9);
    clock.cell[0] -= backMs;
    shareOfFirst(60, [200, 50]);
    expect(shareOfFirst(600, [200, 50])).toBeLessThan(0.1);
  },
);
