import { ManualClock } from '../../src/core/clock.js';
import { RandomStream } from '../../src/core/random-stream.js';
import {
  DEFAULT_ROUTER_OPTIONS,
  Fleet,
  LoadTracker,
  type Policy,
  type PolicyContext,
  RequestView,
} from '../../src/router/index.js';

/** Far more than any choice among a few endpoints needs. */
const MOST_STEPS = 1000;

/** Thrown where a policy looks at its table, or draws, without end. */
class Endless extends Error {}

class Steps {
  #left = MOST_STEPS;

  one(): void {
    if (this.#left-- === 0) throw new Endless(`the policy has not chosen after ${MOST_STEPS} steps`);
  }

  again(): void {
    this.#left = MOST_STEPS;
  }
}

/** Draws the same place of n each time, one beyond the last included; each draw is a step. */
class StubbornStream extends RandomStream {
  readonly #steps: Steps;
  readonly #place: (n: number) => number;

  constructor(steps: Steps, place: (n: number) => number) {
    super(Int32Array.of(1, 2, 3, 4));
    this.#steps = steps;
    this.#place = place;
  }

  override int32(): number {
    this.#steps.one();
    return super.int32();
  }

  override below(n: number): number {
    this.#steps.one();
    return this.#place(n);
  }
}

/** A column of which each reading of an element is a step. */
function counted<Column extends object>(column: Column, steps: Steps): Column {
  return new Proxy(column, {
    get(target, key): unknown {
      steps.one();
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? (value as (...args: unknown[]) => unknown).bind(target) : value;
    },
  });
}

const ENDPOINTS = 5;
const PLACES: Readonly<Record<string, (n: number) => number>> = {
  'the first place': () => 0,
  'the last place': (n) => n - 1,
  'one beyond the last': (n) => n,
};

/**
 * Lets a policy choose from candidates that the table no longer agrees with, as no router would: every tier against every
 * other, few and all endpoints, idle and busy ones, and draws that are right and wrong. Each look at the table and each
 * draw is a step.
 * @returns in words, the choices that did not end; an error ends a choice as well
 */
export function endlessChoices(create: (context: PolicyContext) => Policy): string[] {
  const found = new Set<string>();
  for (const [which, place] of Object.entries(PLACES)) {
    const { policy, table, tier, inFlight, steps } = steppedPolicy(place, create);
    const list = Int32Array.from(tier.keys());
    const request = new RequestView();
    const choose = (what: string, act: () => unknown) => {
      if (isEndless(act, steps)) found.add(`${what}, drawing ${which}`);
    };
    for (let of = 0; of < 4; of++) {
      for (let stale = 0; stale <= 4; stale++) {
        for (const count of [1, 3, ENDPOINTS]) {
          for (const load of [0, 1, 2]) {
            const candidates = { tier: of, index: list, count };
            const situation = stale === of ? 'in step' : 'out of step';
            inFlight.set([load, 0, load, 2, load]);
            tier.fill(of);
            choose('pick, before', () => policy.pick(request, table, candidates)); // makes the index
            tier.fill(stale);
            choose(`pick, ${situation}`, () => policy.pick(request, table, candidates));
            choose(`pickAmong, ${situation}`, () => policy.pickAmong(request, table, list, count));
            table.version++; // the index is made anew, of what is out of step
            choose(`pick, ${situation}, index made anew`, () => policy.pick(request, table, candidates));
            for (const e of list) {
              choose(`onChange, ${situation}`, () => {
                policy.onChange(e);
              });
            }
          }
        }
      }
    }
  }
  return [...found];
}

function isEndless(act: () => unknown, steps: Steps): boolean {
  steps.again();
  try {
    act();
  } catch (error) {
    return error instanceof Endless;
  }
  return false;
}

/** @param place which of n places is drawn */
function steppedPolicy(place: (n: number) => number, create: (context: PolicyContext) => Policy) {
  const clock = new ManualClock();
  const fleet = new Fleet({ models: [{ id: 'm', replicas: ENDPOINTS, maxConcurrent: 2 }], clock });
  const table = fleet.endpoints;
  const loadTracker = new LoadTracker(fleet);
  const steps = new Steps();
  const { tier, inFlight } = table; // to be written: what the policy sees is counted
  for (const [name, column] of Object.entries(table)) {
    if (ArrayBuffer.isView(column)) Object.assign(table, { [name]: counted(column, steps) });
  }
  table.load = table.inFlight;
  const random = new StubbornStream(steps, place);
  const policy = create({ table, loadTracker, random, clock, router: DEFAULT_ROUTER_OPTIONS });
  return { policy, table, tier, inFlight, steps };
}
