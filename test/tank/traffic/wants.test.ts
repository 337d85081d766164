import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Streams } from '../../../src/core/streams.js';
import { generateTrace } from '../../../src/tank/traffic/generate.js';
import type { RequestClass } from '../../../src/tank/traffic/request-classes.js';
import type { Want } from '../../../src/tank/traffic/wants.js';
import type { SourceSpec, WorkloadSpec } from '../../../src/tank/traffic/workload-spec.js';
import type { Trace, Wish } from '../../../src/tank/trace/index.js';
import { expectShares } from '../../support/acceptance.js';
import { talked, users } from '../../support/conversations.js';
import { runs } from '../../support/runs.js';

/** What requests of made traffic ask for. */

const LARGE: Wish = { requiredModel: 'large' };
const VISION: Wish = { capabilities: ['vision'], region: 'eu' };

const source: SourceSpec = {
  arrivals: { kind: 'poisson', rate: 20 },
  promptTokens: { kind: 'lognormal', mean: 800, cv: 1 },
  outputTokens: { kind: 'exponential', mean: 200 },
  prefixes: { count: 10, skew: 1 },
};
const sessions: SourceSpec['sessions'] = {
  turns: { kind: 'exponential', mean: 4 },
  thinkTime: { kind: 'exponential', mean: 500 },
};
const class_ = (name: string, wants?: readonly Want[]): RequestClass => ({ name, weight: 1, priority: 0, wants });
const share = (of: number, wish: Wish = {}): Want => ({ share: of, wish });
const all = (wish: Wish): readonly Want[] => [share(1, wish)];

const generate = (sources: readonly SourceSpec[], workload: Partial<WorkloadSpec> = {}, replication = 0): Trace =>
  generateTrace({ sources, requests: 10_000, durationMs: undefined, ...workload }, new Streams('wants', replication));

/** By request: what it asks for. */
function wishesOf({ wishes, requestCount }: Trace): readonly Wish[] {
  return Array.from({ length: requestCount }, (_, request) => wishes?.kinds[wishes.index[request]] ?? {});
}

/** How many requests have each wish. */
function countsOf(trace: Trace): readonly number[] {
  const counts = (trace.wishes?.kinds ?? []).map(() => 0);
  for (const wish of trace.wishes?.index ?? []) counts[wish]++;
  return counts;
}

describe('shares of the requests ask for things', () => {
  test.each([
    ['that sum to all', [share(0.2, LARGE), share(0.8)], [0.8, 0.2]],
    ['that leave a rest', [share(0.2, LARGE), share(0.05, VISION)], [0.75, 0.2, 0.05]],
    [
      'that sum to a little less than all by rounding',
      [share(0.1, LARGE), share(0.2, VISION), share(0.7, { region: 'us' })],
      [0, 0.1, 0.2, 0.7],
    ],
    ['of which two are alike', [share(0.3, LARGE), share(0.4), share(0.3, LARGE)], [0.4, 0.6]],
    ['of which one is small', [share(0.001, LARGE)], [0.999, 0.001]],
  ])('%s: as many as are said', (title, wants, shares) => {
    expectShares(countsOf(generate([{ ...source, wants }])), shares, title);
  });

  test('all of them: nothing is drawn', () => {
    expect(new Set(generate([{ ...source, wants: all(LARGE) }]).wishes?.index)).toEqual(new Set([1]));
  });

  test('drawn from a stream of its own: nothing else of the traffic changes', () => {
    const classes = [class_('a', [share(0.5, LARGE)]), class_('b')];
    for (const one of [source, { ...source, sessions }]) {
      const { wishes: none, ...plain } = generate([one], { classes: classes.map(({ name }) => class_(name)) });
      const { wishes, ...rest } = generate([{ ...one, wants: [share(0.3, VISION)] }], { classes });
      expect(none).toBeUndefined();
      expect(new Set(wishes?.index).size).toBe(3);
      expect(rest).toEqual(plain);
    }
  });

  test('a greater share changes what those requests ask for that it must, and no others', () => {
    const index = (of: number) => generate([{ ...source, wants: [share(of, LARGE)] }]).wishes?.index ?? [];
    const [few, more] = [index(0.2), index(0.3)];
    few.forEach((wish, request) => {
      if (wish === 1) expect(more[request]).toBe(1);
    });
    expect(more.filter((wish) => wish === 1).length).toBeGreaterThan(few.filter((wish) => wish === 1).length);
  });

  test('another replication draws others', () => {
    const index = (replication: number) =>
      generate([{ ...source, wants: [share(0.5, LARGE)] }], {}, replication).wishes;
    expect(index(1)).not.toEqual(index(0));
    expect(index(1)).toEqual(index(1));
  });

  test('each source has a stream of its own', () => {
    const wants = [share(0.5, LARGE)];
    const late: SourceSpec = { ...source, arrivals: { kind: 'deterministic', rate: 20 } };
    const of = (sources: readonly SourceSpec[], tokens: number) => {
      const trace = generate(sources, { requests: undefined, durationMs: 60_000 });
      return wishesOf(trace).filter((_, request) => trace.promptTokens[request] === tokens);
    };
    const fixed = (value: number) => ({ promptTokens: { kind: 'constant', value } as const, wants });
    const [first, second] = [
      { ...source, ...fixed(1) },
      { ...late, ...fixed(2) },
    ];
    const both = [1, 2].map((tokens) => of([first, second], tokens));
    expect(both[0]).toEqual(of([first], 1));
    expect(both[1]).not.toEqual(both[0].slice(0, both[1].length));
  });
});

describe('who asks', () => {
  test('a class asks for its own, all together, and one that says nothing for what its source does', () => {
    const classes = [class_('own', all(LARGE)), class_('nothing', [share(1)]), class_('as the source')];
    const trace = generate([{ ...source, wants: all(VISION) }], { classes });
    const expected = [LARGE, {}, VISION];
    expect(wishesOf(trace)).toEqual(Array.from(trace.requestClass?.index ?? [], (of) => expected[of]));
    expect(new Set(trace.wishes?.index)).toEqual(new Set([0, 1, 2]));
  });

  test('of two sources the first asks for nothing', () => {
    const tokens = (value: number) => ({ ...source, promptTokens: { kind: 'constant', value } as const });
    const trace = generate([tokens(1), { ...tokens(2), wants: all(LARGE) }]);
    expect(wishesOf(trace)).toEqual(Array.from(trace.promptTokens, (prompt) => (prompt === 1 ? {} : LARGE)));
  });

  test.each([0, 60_000])('a session asks for the same in all its turns, %i ms run in', (runInMs) => {
    const wants = [share(0.3, LARGE), share(0.1, VISION)];
    const trace = generate([
      {
        ...source,
        sessions: {
          ...sessions,
          ...{ turns: { kind: 'exponential', mean: 4 }, thinkTime: { kind: 'exponential', mean: 500 } },
          runInMs,
        },
        wants,
      },
    ]);
    const bySession = new Map<number, number>();
    trace.wishes?.index.forEach((wish, request) => {
      const session = trace.session?.[request] ?? -1;
      expect(bySession.get(session) ?? wish).toBe(wish);
      bySession.set(session, wish);
    });
    const counts = [0, 1, 2].map((wish) => [...bySession.values()].filter((each) => each === wish).length);
    expectShares(counts, [0.6, 0.3, 0.1], 'sessions');
  });

  test('users and sessions that wait for answers: what each asks for depends on nothing but itself', () => {
    const wants = [share(0.3, LARGE), share(0.7, VISION)];
    const models = [{ id: 'large' }, { id: 'small', capabilities: ['vision'], region: 'eu' }];
    const waiting: SourceSpec = {
      ...source,
      sessions: {
        turns: { kind: 'constant', value: 3 },
        thinkTime: { kind: 'exponential', mean: 9 },
        thinkFrom: 'completion',
      },
      wants,
    };
    const wishes = (service: number, one: SourceSpec) => {
      const simulation = talked({
        sources: [one],
        requests: 3000,
        models,
        service: { kind: 'distribution', distribution: { kind: 'constant', value: service } },
      });
      const { trace, outcomes } = simulation;
      const bySession = new Map<number, Set<Wish>>();
      wishesOf(trace).forEach((wish, request) => {
        const session = trace.session?.[request] ?? -1;
        bySession.set(session, (bySession.get(session) ?? new Set()).add(wish));
        if (outcomes.endpoint[request] >= 0) expect(outcomes.endpoint[request]).toBe(wish === LARGE ? 0 : 1);
      });
      expect([...bySession.values()].every((each) => each.size === 1)).toBe(true);
      return trace;
    };
    for (const one of [
      waiting,
      { ...users(400, 20), wants },
      { ...users(400, 20), sessions: { ...waiting.sessions, thinkFrom: 'arrival' }, wants } as SourceSpec,
    ]) {
      const trace = wishes(1, one);
      const first = new Map<number, number>();
      trace.wishes?.index.forEach((wish, request) => first.set(trace.session?.[request] ?? -1, wish));
      const counts = [1, 2].map((wish) => [...first.values()].filter((each) => each === wish).length);
      expectShares(counts, [0.3, 0.7], 'conversations');
      wishes(5, one);
    }
  });
});

test('requests ask for what a source or class of theirs lists, and shares of nothing leave no column', () => {
  const wish = fc.constantFrom<Wish>({}, LARGE, VISION, { preferredModel: 'large' }, { region: 'us' });
  const lists = fc.option(
    fc
      .array(wish, { minLength: 1, maxLength: 5 })
      .map((wishes) => wishes.map((each) => share(1 / wishes.length, each))),
    { nil: undefined },
  );
  fc.assert(
    fc.property(
      fc.array(lists, { minLength: 1, maxLength: 3 }),
      fc.array(lists, { maxLength: 3 }),
      (ofSources, ofClasses) => {
        const sources = ofSources.map((wants): SourceSpec => ({ arrivals: { kind: 'poisson', rate: 1 }, wants }));
        const classes = ofClasses.length === 0 ? undefined : ofClasses.map((wants, c) => class_(`c${c}`, wants));
        const trace = generate(sources, { classes, requests: 50 });
        const asked = [...ofSources, ...ofClasses].flatMap((wants) => wants ?? []).map((want) => want.wish);
        expect(trace.wishes === undefined).toBe(asked.every((each) => Object.keys(each).length === 0));
        wishesOf(trace).forEach((each, request) => {
          const own = ofClasses[trace.requestClass?.index[request] ?? -1];
          const possible = own ?? ofSources.flatMap((wants) => wants ?? [share(1)]);
          expect(possible.map((want) => want.wish)).toContainEqual(each);
        });
      },
    ),
    runs(200),
  );
});
