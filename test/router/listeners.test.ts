import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Streams } from '../../src/core/streams.js';
import {
  type Attempt,
  type AttemptListener,
  CacheManager,
  CLIENT_GONE,
  type Clock,
  COMPLETED,
  type CustomStrategy,
  HealthMonitor,
  ModelRegistry,
  type Policy,
  policyNames,
  QuotaManager,
  RATE_LIMITED,
  REFUSED,
  TIMED_OUT,
  UNDER_WAY,
  UPSTREAM_ERROR,
} from '../../src/router/index.js';
import { attempt, dispatch, routerOf } from '../support/routers.js';
import { runs } from '../support/runs.js';

/** Notes what it is told, each with a name in front. */
function noting(name: string, notes: string[]): Required<AttemptListener> {
  const note = (what: string) => (sent: Attempt) => {
    notes.push(`${name}: ${what} at ${sent.endpoint}`);
  };
  return { started: note('started'), firstToken: note('first token'), ended: note('ended') };
}

/** A strategy of one's own, which always takes the first candidate. */
function customStrategy(listener: AttemptListener, onClock?: (clock: Clock) => void): CustomStrategy {
  const chooser: Policy = {
    pick: (_request, _table, { index }) => index[0],
    pickAmong: (_request, _table, list) => list[0],
    onChange: () => undefined,
    score: () => 0,
  };
  return {
    name: 'own',
    create: ({ clock }) => {
      onClock?.(clock);
      return { ...chooser, ...listener };
    },
  };
}

describe('a listener', () => {
  test('is told of start, first token and end, with what the attempt says at that time', () => {
    const { router, clock } = routerOf([{ id: 'a' }, { id: 'b' }]);
    const seen: unknown[] = [];
    const see = ({ endpoint, outcome, isUnderWay, startedMs, firstTokenMs }: Attempt) => {
      seen.push([endpoint, outcome, isUnderWay, startedMs, firstTokenMs]);
    };
    router.listen({ started: see, firstToken: see, ended: see });
    const sent = attempt();
    clock.cell[0] = 10;
    router.started(1, sent);
    clock.cell[0] = 25;
    router.firstToken(sent);
    clock.cell[0] = 60;
    router.completed(sent);
    expect(seen).toEqual([
      [1, UNDER_WAY, true, 10, -1],
      [1, UNDER_WAY, true, 10, 25],
      [1, COMPLETED, false, 10, 25],
    ]);
  });

  test('that asks for less is told of less', () => {
    const { router } = routerOf([{ id: 'a' }]);
    const notes: string[] = [];
    router.listen({ ended: noting('brief', notes).ended });
    router.listen({});
    const sent = attempt();
    router.started(0, sent);
    router.firstToken(sent);
    router.abandoned(sent);
    expect(notes).toEqual(['brief: ended at 0']);
  });

  test('is not told of decisions, nor of what is asked again', () => {
    const { router } = routerOf([{ id: 'a' }]);
    const notes: string[] = [];
    router.listen(noting('all', notes));
    const asked = attempt();
    router.decide(asked);
    router.route(asked);
    router.explain(asked);
    router.next(asked);
    expect(notes).toEqual([]);
  });

  test('knows each outcome as it was said', () => {
    const { router } = routerOf([{ id: 'a' }]);
    const outcomes: number[] = [];
    router.listen({ ended: ({ outcome }) => outcomes.push(outcome) });
    const sent = dispatch(router, 0, 6);
    router.completed(sent[0]);
    router.refused(sent[1]);
    router.refused(sent[2], UPSTREAM_ERROR);
    router.refused(sent[3], RATE_LIMITED);
    router.abandoned(sent[4]);
    router.abandoned(sent[5], TIMED_OUT);
    expect(outcomes).toEqual([COMPLETED, REFUSED, UPSTREAM_ERROR, RATE_LIMITED, CLIENT_GONE, TIMED_OUT]);
  });

  test('sees what the managers made of the attempt: they are told before it', () => {
    const { router, fleet, table } = routerOf([{ id: 'a' }]);
    const quota = new QuotaManager(fleet, { a: { concurrency: 5 } });
    const registry = new ModelRegistry(fleet);
    const monitor = new HealthMonitor(fleet);
    const seen: unknown[] = [];
    router.listen({
      started: () => {
        const { inFlight } = quota.getModelReport('a').concurrency;
        seen.push([inFlight, registry.get('a')?.endpoints[0].useCount]);
      },
      ended: () => {
        seen.push([quota.getModelReport('a').concurrency.inFlight, table.hitRate[0], monitor.report('a').errorsInRow]);
      },
    });
    router.setQuotaManager(quota);
    router.setRegistry(registry);
    router.setCacheManager(new CacheManager(fleet));
    router.setHealthMonitor(monitor);
    const [served, failed] = [attempt(), attempt()];
    router.started(0, served);
    router.started(0, failed);
    served.prefixHit = 1;
    router.completed(served);
    router.refused(failed, UPSTREAM_ERROR);
    expect(seen).toEqual([
      [1, 1],
      [2, 2],
      [1, 1, 0],
      [0, 1, 1],
    ]);
  });
});

describe('several listeners', () => {
  test('are told in the order in which they came, after the policy', () => {
    const notes: string[] = [];
    const { router } = routerOf([{ id: 'a' }], customStrategy(noting('policy', notes)));
    router.listen(noting('first', notes));
    router.listen(noting('second', notes));
    const sent = attempt();
    router.started(0, sent);
    router.firstToken(sent);
    router.refused(sent);
    const names = ['policy', 'first', 'second'];
    expect(notes).toEqual(
      ['started', 'first token', 'ended'].flatMap((what) => names.map((name) => `${name}: ${what} at 0`)),
    );
  });

  test('stay when the strategy changes and when managers come', () => {
    const notes: string[] = [];
    const { router, fleet } = routerOf([{ id: 'a' }]);
    router.listen(noting('first', notes));
    router.listen(noting('second', notes));
    router.setStrategy('affinity_based');
    router.setRegistry(new ModelRegistry(fleet));
    router.started(0, attempt());
    expect(notes).toEqual(['first: started at 0', 'second: started at 0']);
  });

  test('one that no longer listens is told nothing more, the others are', () => {
    const notes: string[] = [];
    const { router } = routerOf([{ id: 'a' }]);
    const leave = router.listen(noting('first', notes));
    router.listen(noting('second', notes));
    const sent = attempt();
    router.started(0, sent);
    leave();
    leave(); // once more does no harm
    router.firstToken(sent);
    router.completed(sent);
    expect(notes).toEqual([
      'first: started at 0',
      'second: started at 0',
      'second: first token at 0',
      'second: ended at 0',
    ]);
  });

  test('one may leave while it is told, and the others are told all the same', () => {
    const notes: string[] = [];
    const { router } = routerOf([{ id: 'a' }]);
    const leave = router.listen({
      started: () => {
        notes.push('first leaves');
        leave();
      },
    });
    router.listen(noting('second', notes));
    router.started(0, attempt());
    router.started(0, attempt());
    expect(notes).toEqual(['first leaves', 'second: started at 0', 'second: started at 0']);
  });
});

describe('one that throws', () => {
  const thrower = (what: 'started' | 'ended'): AttemptListener => ({
    [what]: () => {
      throw new Error('a bug of the listener');
    },
  });
  const attached = {
    'a listener': (listener: AttemptListener) => {
      const made = routerOf([{ id: 'm', replicas: 2 }]);
      made.router.listen(listener);
      return made;
    },
    'a policy': (listener: AttemptListener) => routerOf([{ id: 'm', replicas: 2 }], customStrategy(listener)),
  };

  test.each(Object.entries(attached))('at the start: the attempt counts, and ends as others (%s)', (_, attach) => {
    const { router, table } = attach(thrower('started'));
    const sent = attempt();
    expect(() => {
      router.started(0, sent);
    }).toThrow('a bug of the listener');
    expect(table.inFlight[0]).toBe(1);
    router.refused(sent);
    expect(table.inFlight[0]).toBe(0);
  });

  test.each(Object.entries(attached))(
    'at the end: the attempt has ended, for quota, retries and all (%s)',
    (_, attach) => {
      const { router, fleet, table } = attach(thrower('ended'));
      const quota = new QuotaManager(fleet, { m: { concurrency: 5 } });
      router.setQuotaManager(quota);
      const ends: readonly ((sent: Attempt) => void)[] = [
        (sent) => {
          router.completed(sent);
        },
        (sent) => {
          router.abandoned(sent);
        },
        (sent) => {
          router.refused(Object.assign(sent, { retryAfterMs: 1000 }));
        },
      ];
      for (const end of ends) {
        const [sent] = dispatch(router, 0, 1);
        expect(() => {
          end(sent);
        }).toThrow('a bug of the listener');
        expect(table.inFlight[0]).toBe(0);
        expect(quota.getModelReport('m').concurrency.inFlight).toBe(0);
        expect(sent.triedCount).toBe(sent.outcome === REFUSED ? 1 : 0);
      }
      expect(router.decide(attempt())).toBe(1); // endpoint 0 asked to be left alone
    },
  );

  test.each(Object.entries(attached))('ends a request of run, and leaves nothing in flight (%s)', async (_, attach) => {
    for (const what of ['started', 'ended'] as const) {
      const { router, table } = attach(thrower(what));
      const answer = router.run(attempt().request, () => Promise.resolve('done'));
      await expect(answer).rejects.toThrow('a bug of the listener');
      expect([...table.inFlight]).toEqual([0, 0]);
    }
  });
});

describe('a strategy of one’s own', () => {
  test('is made with the clock of the fleet', () => {
    let given: Clock | undefined;
    const { clock } = routerOf(
      [{ id: 'a' }],
      customStrategy({}, (of) => {
        given = of;
      }),
    );
    expect(given).toBe(clock);
  });

  test('hears of attempts while it is the strategy, and of none any more when another one is', () => {
    const notes: string[] = [];
    const { router } = routerOf([{ id: 'a' }, { id: 'b' }], 'random');
    router.setStrategy(customStrategy(noting('policy', notes)));
    const sent = attempt();
    router.started(1, sent);
    router.firstToken(sent);
    router.completed(sent);
    expect(notes).toEqual(['policy: started at 1', 'policy: first token at 1', 'policy: ended at 1']);
    const late = attempt();
    router.started(0, late);
    router.setStrategy('round_robin');
    router.completed(late);
    router.started(0, attempt());
    expect(notes.slice(3)).toEqual(['policy: started at 0']);
  });
});

test('whatever happens, each start has exactly one end, of the same attempt at the same endpoint', () => {
  const models = [
    { id: 'a', replicas: 2, maxConcurrent: 3, maxQueue: 1 },
    { id: 'b', maxConcurrent: 4 },
  ];
  fc.assert(
    fc.property(fc.noShrink(fc.nat(2 ** 31 - 1)), (seed) => {
      const script = new Streams('listeners', seed).named('script');
      const oneOf = <T>(...values: readonly T[]): T => values[script.below(values.length)];
      const { router, fleet, clock } = routerOf(models, oneOf(...policyNames));
      router.setQuotaManager(new QuotaManager(fleet, { a: { requestsPerMinute: 60, concurrency: 4 } }));
      router.setHealthMonitor(new HealthMonitor(fleet, { restMs: 500 }));
      const open = new Map<Attempt, number>();
      let [starts, ends, firstTokens] = [0, 0, 0];
      router.listen({
        started: (sent) => {
          expect(open.has(sent)).toBe(false);
          open.set(sent, sent.endpoint);
          starts++;
        },
        firstToken: (sent) => {
          expect(open.has(sent)).toBe(true);
          firstTokens++;
        },
        ended: (sent) => {
          expect(open.get(sent)).toBe(sent.endpoint);
          open.delete(sent);
          ends++;
        },
      });
      const waiting: Attempt[] = [];
      let told = 0;
      for (let step = 0; step < 200; step++) {
        clock.cell[0] += script.below(300);
        const under = [...open.keys()];
        const sent = under[script.below(Math.max(1, under.length))] as Attempt | undefined;
        switch (sent === undefined ? 0 : script.below(8)) {
          case 1:
          case 2:
            if (sent !== undefined) router.completed(sent);
            break;
          case 3:
            if (sent === undefined) break;
            router.refused(sent, oneOf(REFUSED, UPSTREAM_ERROR, RATE_LIMITED));
            if (router.next(sent) >= 0) waiting.push(sent);
            break;
          case 4:
            if (sent !== undefined) router.abandoned(sent, oneOf(TIMED_OUT, CLIENT_GONE));
            break;
          case 5:
            if (sent !== undefined) router.firstToken(sent);
            told++;
            break;
          case 6:
            router.setStrategy(oneOf(...policyNames));
            break;
          default: {
            const asked = (script.below(2) === 0 ? waiting.pop() : undefined) ?? attempt({ estimatedTokens: 10 });
            const endpoint = router.decide(asked);
            if (endpoint >= 0) router.started(endpoint, asked);
            else if (router.next(asked) >= 0) waiting.push(asked);
          }
        }
        expect([...fleet.endpoints.inFlight].reduce((sum, count) => sum + count, 0)).toBe(open.size);
        expect(starts - ends).toBe(open.size);
      }
      for (const sent of open.keys()) router.completed(sent);
      expect([ends, open.size, firstTokens]).toEqual([starts, 0, told]);
    }),
    runs(100),
  );
});
