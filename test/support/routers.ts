import { ManualClock } from '../../src/core/clock.js';
import { RandomStream } from '../../src/core/random-stream.js';
import { Streams } from '../../src/core/streams.js';
import {
  Attempt,
  Fleet,
  type ModelConfig,
  RequestRouter,
  type RouterConfig,
  type RouterOptions,
  RequestView,
} from '../../src/router/index.js';

/** A router over a fleet of its own, with the clock that its owner sets. */
export function routerOf(
  models: readonly ModelConfig[],
  strategy: NonNullable<RouterConfig['strategy']> = 'least_loaded',
  options: Partial<RouterOptions> = {},
  random: RandomStream = new Streams('test', 0).named('router'),
) {
  const clock = new ManualClock();
  const fleet = new Fleet({ models, clock });
  const router = new RequestRouter({ fleet, random, strategy, options });
  return { router, fleet, clock, table: fleet.endpoints };
}

/** What a client asks for; the rest is as nobody asked. */
type Fields = 'preferredModel' | 'requiredModel' | 'capabilities' | 'region' | 'estimatedTokens';
type Asked = Partial<Pick<RequestView, Fields>> & { readonly session?: string };

/** A request as a driver makes it. */
export function request({ session, ...fields }: Asked = {}): RequestView {
  const view = Object.assign(new RequestView(), fields);
  if (session !== undefined) view.setSession(session);
  return view;
}

/** Endpoints of one model that are the first ones at their places. */
const FIRST_GENERATION = { generation: new Int32Array(64), modelIndex: new Int32Array(64) };

/** An attempt of a request, which endpoints of the first generation had before, in vain. */
export function attempt({ tried = [], ...asked }: Asked & { readonly tried?: readonly number[] } = {}): Attempt {
  const made = new Attempt(request(asked));
  for (const endpoint of tried) made.noteTried(endpoint, FIRST_GENERATION);
  return made;
}

/** Puts attempts in flight at an endpoint, as if they had been dispatched there. @returns them */
export function dispatch(router: RequestRouter, endpoint: number, count: number): readonly Attempt[] {
  return Array.from({ length: count }, () => {
    const sent = attempt();
    router.started(endpoint, sent);
    return sent;
  });
}

/** A random stream whose choices below n follow a script; it notes each n it was asked for. */
export class ScriptedStream extends RandomStream {
  readonly asked: number[] = [];
  readonly #script: (n: number) => number;

  constructor(script: (n: number) => number) {
    super(Int32Array.of(1, 0, 0, 0));
    this.#script = script;
  }

  override below(n: number): number {
    this.asked.push(n);
    return this.#script(n);
  }

  override int32(): number {
    throw new Error('the script has choices below n only');
  }
}

/** The endpoints that come up in a hundred decisions, ascending. */
export function chosenOf(
  router: RequestRouter,
  fields: Parameters<typeof attempt>[0] = {},
): readonly (string | null)[] {
  const endpoints = Array.from({ length: 100 }, () => router.route(attempt(fields)).endpointId);
  return [...new Set(endpoints)].sort();
}
