import type { RandomStream } from '../../core/index.js';
import type { EndpointTable } from '../fleet/endpoint-table.js';
import { type Fail, guarded } from '../policies/guarded.js';
import { type OwnPolicy, ownPolicy, type PolicySource } from '../policies/own-policy.js';
import type { Policy, PolicyContext } from '../policies/policy.js';
import { RequestView } from '../request-view.js';
import { countingStream, ENDPOINTS, inRandomState } from './random-state.js';
import { routerLife } from './router-life.js';

/** Something that a policy has to keep, and does not. */
export interface PolicyFailure {
  /** What it was found by. */
  readonly check: 'form' | 'options' | keyof typeof checks;
  readonly message: string;
  /** What the code of the policy threw, where it did. */
  readonly cause?: unknown;
}

const STATES = 12;
const PICKS = 30;
/** First picks of fresh policies, where pick and pickAmong have to be compared as distributions. */
const SAMPLES = 200;
/** States in which they are. */
const SAMPLED_STATES = 6;
/** Chance that two equal distributions are taken for different: e^−20, 2 in a thousand million. */
const SURPRISE = 20;

/**
 * The quick checks of a policy of one's own: it has the form; it answers with a candidate, from the whole tier and from any list;
 * both give the same distribution; it only reads the table; with the same stream it decides the same; and it goes on
 * while the fleet changes. They take a few tenths of a second and draw nothing but fixed streams.
 * @param options as a scenario gives them
 * @returns what was found, the first failure of each check; empty for a policy that can be used
 * @example checkPolicy({ create: () => ({ pick: () => 0 }) }).map(({ check }) => check) // ['candidate']
 */
export function checkPolicy(policy: PolicySource, options: unknown = {}): readonly PolicyFailure[] {
  const own = ownPolicy(policy);
  if (!('create' in own)) return own.map((message) => ({ check: 'form', message }));
  const parsed = own.options.safeParse(options);
  if (parsed.success) return checkOwnPolicy(own, parsed.data);
  return parsed.error.issues.map(({ path, message }) => {
    return { check: 'options', message: `${['options', ...path].map(String).join('.')}: ${message}` };
  });
}

/** The same of a policy whose form and options are right. */
export function checkOwnPolicy(own: OwnPolicy, options: unknown): readonly PolicyFailure[] {
  const make = (context: PolicyContext) => guarded(own, options, context, broken);
  const failures: PolicyFailure[] = [];
  for (const [check, find] of Object.entries(checks)) {
    const failure = foundBy(find, make);
    if (failure === undefined) continue;
    const { isOfAll, ...told } = failure;
    failures.push({ check: check as keyof typeof checks, ...told });
    if (isOfAll || check === 'determinism') break; // every further check would find it in its own way
  }
  return failures;
}

type Make = (context: PolicyContext) => Policy;

/** Each looks for one kind of failure. @returns in words what it found */
const checks = {
  /** An answer is a candidate, of the whole tier and of every list; a score is a number. */
  candidate: (make: Make) => {
    eachState((state) => {
      const { policy, table, candidates } = inRandomState(state, 'checked', make);
      const lists = countingStream('lists', state);
      for (let i = 0; i < PICKS; i++) {
        policy.pick(view, table, candidates);
        const list = someOf(candidates.index, candidates.count, lists);
        policy.pickAmong(view, table, list, list.length);
      }
      for (let e = 0; e < ENDPOINTS; e++) policy.score(e, table, view);
      return undefined;
    });
    return undefined;
  },

  /** It changes no column of the table. */
  'only reads': (make: Make) =>
    eachState((state) => {
      const { policy, table, candidates } = inRandomState(state, 'checked', make);
      const before = columnsOf(table);
      policy.pick(view, table, candidates);
      policy.pickAmong(view, table, candidates.index, candidates.count);
      const after = columnsOf(table);
      const changed = [...before].find(([name, text]) => after.get(name) !== text);
      return changed && `it writes to the column ${changed[0]} of the table, which belongs to the router`;
    }),

  /** With the same stream the same decisions. */
  determinism: (make: Make) =>
    eachState((state) => {
      const [once, again] = [0, 1].map(() => picksOf(make, 'pick', state, 'checked', PICKS));
      if (once.every((endpoint, i) => endpoint === again[i])) return undefined;
      return (
        'twice in the same state, with the same random stream, it chooses differently: ' +
        'random numbers must come from the stream and time from the clock passed to create, and two policies must not share state'
      );
    }),

  /** `pick` and `pickAmong` are one choice. */
  agreement: (make: Make) =>
    eachState((state) => {
      const whole = picksOf(make, 'pick', state, 'checked', PICKS);
      const listed = picksOf(make, 'pickAmong', state, 'checked', PICKS);
      if (state >= SAMPLED_STATES || whole.every((endpoint, i) => endpoint === listed[i])) return undefined;
      const picked = new Float64Array(ENDPOINTS);
      const among = new Float64Array(ENDPOINTS);
      for (let sample = 0; sample < SAMPLES; sample++) {
        picked[picksOf(make, 'pick', state, `whole ${sample}`, 1)[0]]++;
        among[picksOf(make, 'pickAmong', state, `listed ${sample}`, 1)[0]]++;
      }
      if (!differ(picked, among)) return undefined;
      const shares = [...picked.keys()]
        .filter((e) => picked[e] + among[e] > 0)
        .map((e) => `endpoint ${e} ${percent(picked[e])} and ${percent(among[e])}`);
      return `pick and pickAmong choose differently where the list is the whole tier: ${shares.join(', ')}`;
    }),

  /** It goes on while endpoints come and go, and chooses the same again. */
  'fleet changes': (make: Make) => {
    const [once, again] = [0, 1].map(() => routerLife(make));
    const at = once.findIndex((endpoint, i) => endpoint !== again[i]);
    return at < 0 ? undefined : `two routers with the same requests and the same stream diverge at decision ${at + 1}`;
  },
};

const view = new RequestView();

/** @returns the first failure over all states */
function eachState(find: (state: number) => string | undefined): string | undefined {
  for (let state = 0; state < STATES; state++) {
    const found = find(state);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** What a fresh policy chooses in a state, of the whole tier or of a list of it. */
function picksOf(
  make: Make,
  method: 'pick' | 'pickAmong',
  state: number,
  purpose: string,
  picks: number,
): readonly number[] {
  const { policy, table, candidates } = inRandomState(state, purpose, make);
  const { index, count } = candidates;
  return Array.from({ length: picks }, () =>
    method === 'pick' ? policy.pick(view, table, candidates) : policy.pickAmong(view, table, index, count),
  );
}

/** Some of a list's first endpoints, at least one, in another order. */
function someOf(index: Int32Array, count: number, random: RandomStream): Int32Array {
  const list = index.slice(0, count);
  for (let i = count - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [list[i], list[j]] = [list[j], list[i]];
  }
  return list.slice(0, 1 + random.below(count));
}

/**
 * Whether two samples of equal size are of different distributions: chi-square of homogeneity against a bound on its tail.
 * Source: Laurent and Massart (2000), Adaptive Estimation of a Quadratic Functional by Model Selection, lemma 1.
 */
function differ(a: Float64Array, b: Float64Array): boolean {
  let statistic = 0;
  let freedom = -1;
  for (let e = 0; e < a.length; e++) {
    if (a[e] + b[e] === 0) continue;
    statistic += (a[e] - b[e]) ** 2 / (a[e] + b[e]);
    freedom++;
  }
  return statistic > freedom + 2 * Math.sqrt(Math.max(0, freedom) * SURPRISE) + 2 * SURPRISE;
}

function percent(count: number): string {
  return `${Math.round((100 * count) / SAMPLES)} %`;
}

/** Every column of the table by name, as text. */
function columnsOf(table: EndpointTable): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(table).flatMap(([name, column]: [string, unknown]) =>
      ArrayBuffer.isView(column) ? [[name, (column as Float64Array).join()] as const] : [],
    ),
  );
}

/** Thrown by a guarded policy while it is checked. */
class Broken extends Error {}

const broken: Fail = (what, cause) => {
  throw new Broken(what, { cause });
};

/** @returns `isOfAll` where the policy did not go on at all */
function foundBy(find: (make: Make) => string | undefined, make: Make) {
  try {
    const message = find(make);
    return message === undefined ? undefined : { message, isOfAll: false };
  } catch (error) {
    if (!(error instanceof Broken))
      return { message: 'with this policy the router itself threw', cause: error, isOfAll: true };
    return { message: error.message, ...(error.cause !== undefined && { cause: error.cause }), isOfAll: true };
  }
}
