import { Streams } from '../src/core/streams.js';
import { DEFAULT_ROUTER_OPTIONS } from '../src/router/index.js';
import { Simulation } from '../src/tank/simulation/index.js';
import { generateTrace } from '../src/tank/traffic/generate.js';
import { serviceDemands } from '../src/tank/traffic/service.js';

/** Single-slot endpoints with first-come-first-served queues, exponential service, load 0.9, least_loaded. */
export const models = { mm1: 1, jsq16: 16 };
export type ModelName = keyof typeof models;

export function isModel(name: string): name is ModelName {
  return Object.hasOwn(models, name);
}

const LOAD = 0.9;

/** @returns milliseconds from the seed to the last outcome, traffic generation included */
export function simulate(model: ModelName, requests: number, seed: string): number {
  const startedMs = performance.now();
  const streams = new Streams(seed, 0);
  const arrivals = { kind: 'poisson', rate: LOAD * models[model] * 1000 } as const;
  const trace = generateTrace({ sources: [{ arrivals }], requests, durationMs: undefined }, streams);
  const service = { kind: 'distribution', distribution: { kind: 'exponential', mean: 1 } } as const;
  const demandMs = serviceDemands(trace, service, streams);
  const config = {
    fleet: { models: [{ id: 'model', replicas: models[model], maxConcurrent: 1, maxQueue: Infinity }] },
    backends: [{ kind: 'slots', speed: 1 }],
    strategy: { policy: 'least_loaded', options: {}, router: DEFAULT_ROUTER_OPTIONS },
    client: { timeoutMs: undefined },
    events: [],
    warmUpMs: 0,
  } as const;
  const { outcomes } = new Simulation(config, { trace, demandMs }, streams).run();
  const tookMs = performance.now() - startedMs;
  if (outcomes.responseMs[requests - 1] === 0) throw new Error('the last request was not served');
  return tookMs;
}
