import { ManualClock } from '../../src/core/clock.js';
import { RandomStream } from '../../src/core/random-stream.js';
import { Streams } from '../../src/core/streams.js';
import {
  Fleet,
  type ModelConfig,
  type PolicyName,
  RequestRouter,
  RequestView,
  type RouterOptions,
} from '../../src/router/index.js';

/** A router over a fleet of its own, with the clock that its owner sets. */
export function routerOf(
  models: readonly ModelConfig[],
  strategy: PolicyName = 'least_loaded',
  options: Partial<RouterOptions> = {},
  random: RandomStream = new Streams('test', 0).named('router'),
) {
  const clock = new ManualClock();
  const fleet = new Fleet({ models, clock });
  const router = new RequestRouter({ fleet, random, strategy, options });
  return { router, fleet, clock, table: fleet.endpoints };
}

/** A request as a driver makes it, with what the client asked for and what happened to it so far. */
export function request(
  fields: { readonly preferredModel?: number; readonly tried?: readonly number[] } = {},
): RequestView {
  const view = new RequestView();
  view.preferredModel = fields.preferredModel ?? -1;
  view.tried.set(fields.tried ?? []);
  view.triedCount = fields.tried?.length ?? 0;
  return view;
}

/** Puts attempts in flight at an endpoint, as if they had been dispatched there. */
export function dispatch(router: RequestRouter, endpoint: number, count: number): void {
  for (let i = 0; i < count; i++) router.started(endpoint, request());
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
