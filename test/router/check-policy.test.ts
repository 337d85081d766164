import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { ManualClock } from '../../src/core/clock.js';
import { Streams } from '../../src/core/streams.js';
import {
  checkPolicy,
  compose,
  DEFAULT_ROUTER_OPTIONS,
  Fleet,
  guarded,
  LoadTracker,
  ownPolicy,
  type PolicyContext,
  type PolicyFile,
  type PolicySource,
  RequestView,
} from '../../src/router/index.js';
import { attempt, routerOf } from '../support/routers.js';

/** The quick checks of a policy of one's own. What they find in those of the registry, nothing, is in conformance.test.ts. */

const first: PolicyFile = { create: () => ({ pickAmong: (_request, _table, list) => list[0] }) };
let calls = 0; // that a policy may not remember

const RIGHT: Readonly<Record<string, PolicySource>> = {
  'pickAmong alone': first,
  'pick alone, at random': {
    create: (_, { random }) => ({ pick: (_request, _table, { index, count }) => index[random.below(count)] }),
  },
  'what compose makes': compose({ scorers: [[(e, { load }) => -load[e], 1]], picker: 'best' }),
  'a custom strategy': {
    name: 'by load',
    create: compose({ scorers: [[(e, { load }) => 1 / (1 + load[e]), 1]], picker: 'in_proportion' }),
  },
  'two ways to draw the same': {
    create: (_, { random }) => ({
      pick: (_request, _table, { index, count }) => index[random.below(count)],
      pickAmong: (_request, _table, list, count) => list[Math.floor(random.uniform() * count)],
    }),
  },
  'options with defaults': {
    options: z.strictObject({ last: z.boolean().default(true) }),
    create: ({ last }: { last: boolean }) => ({ pickAmong: (_r, _t, list, count) => list[last ? count - 1 : 0] }),
  } satisfies PolicyFile<{ last: boolean }>,
};

test.each(Object.entries(RIGHT))('%s is a policy that can be used', (_, policy) => {
  expect(checkPolicy(policy)).toEqual([]);
});

const pick = (answer: (index: Int32Array, count: number) => unknown) => ({
  create: () => ({ pick: (_r: unknown, _t: unknown, { index, count }: never) => answer(index, count) }),
});

/** By what is wrong: a policy, the check that finds it, and what it says. */
const WRONG: Readonly<Record<string, readonly [policy: unknown, check: string, told: string | RegExp]>> = {
  nothing: [null, 'form', 'a policy is an object with a function create, or such a function, not null'],
  'a list': [[], 'form', /not a list$/],
  'no create': [{}, 'form', 'create is undefined, where a function is expected'],
  'a create that is none': [{ create: 5 }, 'form', 'create is 5, where a function is expected'],
  'a wrong key': [{ ...first, goesby: 'largest' }, 'form', /^unknown key "goesby", where one of affinity, cost/],
  'a wrong goesBy': [{ ...first, goesBy: 'best' }, 'form', /^goesBy is "best", where one of smallest, largest/],
  'a summary that is no text': [{ ...first, summary: 5 }, 'form', 'summary is 5, where text is expected'],
  'options that are no schema': [{ ...first, options: {} }, 'form', /^options are an object, where a schema of zod/],
  'nothing made': [{ create: () => undefined }, 'candidate', /^create returned undefined, where an object/],
  'neither pick nor pickAmong': [{ create: () => ({}) }, 'candidate', /^create returned an object without pick and/],
  'a pick that is none': [{ create: () => ({ pick: 1 }) }, 'candidate', 'pick is 1, where a function is expected'],
  '-1': [pick(() => -1), 'candidate', /^pick returned -1, where one of the candidates is expected: 0, 1/],
  NaN: [pick(() => NaN), 'candidate', /^pick returned NaN/],
  undefined: [pick(() => undefined), 'candidate', /^pick returned undefined/],
  'a fraction': [pick((index) => index[0] + 0.5), 'candidate', /^pick returned 0.5/],
  text: [pick((index) => String(index[0])), 'candidate', /^pick returned "0"/],
  'a promise': [pick((index) => Promise.resolve(index[0])), 'candidate', /^pick returned a promise/],
  'an endpoint that may not be chosen': [
    pick(() => 0),
    'candidate',
    'pick returned 0, where one of the candidates is expected: 1, 4',
  ],
  'an endpoint beyond the list': [
    { create: () => ({ pickAmong: (_r: never, _t: never, list: Int32Array, count: number) => list[count] }) },
    'candidate',
    /^pickAmong returned/,
  ],
  'a score that is no number': [
    { create: () => ({ ...first.create({}, {} as PolicyContext), score: () => 'low' }) },
    'candidate',
    'score returned "low", where a number is expected',
  ],
  'another choice among a list': [
    {
      create: (_: never, { random }: PolicyContext) => ({
        pick: (_r: never, _t: never, { index, count }: { index: Int32Array; count: number }) =>
          index[random.below(count)],
        pickAmong: (_r: never, _t: never, list: Int32Array) => list[0],
      }),
    },
    'agreement',
    /^pick and pickAmong choose differently where the list is the whole tier: endpoint 1 \d+ % and 0 %, endpoint 4/,
  ],
  'a write into the table': [
    {
      create: () => ({
        pickAmong: (_r: never, table: { inFlight: Int32Array }, list: Int32Array) => {
          table.inFlight[list[0]]++;
          return list[0];
        },
      }),
    },
    'only reads',
    /^it writes to the column inFlight of the table/,
  ],
  'chance of its own': [
    pick((index, count) => index[Math.floor(Math.random() * count)]),
    'determinism',
    /random stream/,
  ],
  'a memory beyond its life': [pick((index, count) => index[calls++ % count]), 'determinism', /must not share state/],
  'a place remembered over changes of the fleet': [
    {
      create: () => {
        const seen = new Set<number>();
        return {
          pickAmong: (_r: never, table: { count: number }, list: Int32Array) => {
            seen.add(table.count);
            return seen.size > 1 ? -1 : list[0];
          },
        };
      },
    },
    'fleet changes',
    /^pick(Among)? returned -1/,
  ],
};

test.each(Object.entries(WRONG))('%s is found', (_, [policy, check, told]) => {
  const failures = checkPolicy(policy as PolicySource);
  expect(failures.map((failure) => failure.check)).toEqual([check]);
  expect(failures[0].message).toMatch(told);
  expect(failures[0]).not.toHaveProperty('cause');
});

test('options that the schema refuses are found, and unknown ones of a policy without options', () => {
  const drawing: PolicyFile = { ...first, options: z.strictObject({ d: z.int().min(1) }) };
  expect(checkPolicy(drawing, { d: 0 })).toMatchObject([{ check: 'options', message: /^options\.d: / }]);
  expect(checkPolicy(drawing, { d: 1 })).toEqual([]);
  expect(checkPolicy(first, { d: 1 })).toMatchObject([{ check: 'options' }]);
});

test.each(['create', 'pick', 'onChange', 'score', 'started', 'ended'])('what %s throws is handed on', (method) => {
  const error = new Error('mine');
  const thrower = () => {
    throw error;
  };
  const made = { ...first.create({}, {} as PolicyContext), [method]: thrower };
  const failures = checkPolicy({ create: method === 'create' ? thrower : () => made });
  expect(failures).toHaveLength(1);
  expect(failures[0]).toMatchObject({ message: `${method} threw`, cause: error });
});

describe('a guarded policy', () => {
  const fail = (what: string): never => {
    throw new Error(what);
  };
  const make = (policy: PolicySource) => {
    const own = ownPolicy(policy);
    if (!('create' in own)) throw new Error(own.join());
    return (context: PolicyContext) => guarded(own, {}, context, fail);
  };

  test('has the defaults of what its author left out', () => {
    const clock = new ManualClock();
    const fleet = new Fleet({ models: [{ id: 'm', replicas: 3 }], clock });
    const random = new Streams('guarded', 0).named('router');
    const context = {
      table: fleet.endpoints,
      loadTracker: new LoadTracker(fleet),
      random,
      clock,
      router: DEFAULT_ROUTER_OPTIONS,
    };
    const policy = make(first)(context);
    expect(policy.score(0, fleet.endpoints, new RequestView())).toBeNaN();
    policy.onChange(0);
    expect('started' in policy).toBe(false);
  });

  test('is asked by pick alone where it has nothing else, also for restricted requests', () => {
    const lastOf = { create: () => ({ pick: (_r, _t, { index, count }) => index[count - 1] }) } satisfies PolicyFile;
    const { router, fleet } = routerOf([{ id: 'a', replicas: 2 }, { id: 'b' }], { name: 'own', create: make(lastOf) });
    expect(fleet.endpointIds[router.decide(attempt({ preferredModel: 0 }))]).toBe('a/1');
    expect(fleet.endpointIds[router.decide(attempt())]).toBe('b');
  });

  test('hears of attempts as it would in a router by itself', () => {
    const heard: string[] = [];
    const listening: PolicyFile = {
      create: () => ({
        pickAmong: (_r, _t, list) => list[0],
        started: () => heard.push('started'),
        ended: () => heard.push('ended'),
      }),
    };
    const { router } = routerOf([{ id: 'a' }], { name: 'own', create: make(listening) });
    const sent = attempt();
    router.started(router.decide(sent), sent);
    router.completed(sent);
    expect(heard).toEqual(['started', 'ended']);
  });
});
