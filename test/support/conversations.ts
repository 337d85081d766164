import { Streams } from '../../src/core/streams.js';
import { DEFAULT_ROUTER_OPTIONS, type ModelConfig, type PolicyName } from '../../src/router/index.js';
import { Simulation } from '../../src/tank/simulation/index.js';
import { Conversations } from '../../src/tank/traffic/conversations.js';
import type { ServiceSpec } from '../../src/tank/traffic/service.js';
import type { SourceSpec, WorkloadSpec } from '../../src/tank/traffic/workload-spec.js';
import { SLOTS } from './simulations.js';

export interface TalkSetup {
  readonly sources: readonly SourceSpec[];
  readonly requests: number;
  readonly workload?: Partial<WorkloadSpec>;
  readonly models?: readonly ModelConfig[];
  readonly service?: ServiceSpec;
  readonly policy?: PolicyName;
  readonly retries?: number;
  readonly timeoutMs?: number | undefined;
  readonly warmUpMs?: number;
  readonly seed?: string;
  readonly replication?: number;
}

export const EXPONENTIAL: ServiceSpec = { kind: 'distribution', distribution: { kind: 'exponential', mean: 1 } };
export const ONE: readonly ModelConfig[] = [{ id: 'one', maxConcurrent: 1, maxQueue: Infinity }];

/** A fleet and its conversations, not yet run. */
export function talking(setup: TalkSetup) {
  const { models = ONE, policy = 'round_robin', retries = 0, seed = 'talk', replication = 0 } = setup;
  const streams = new Streams(seed, replication);
  const config = {
    fleet: { models },
    backends: models.map(() => SLOTS),
    strategy: {
      policy,
      options: {},
      router: { ...DEFAULT_ROUTER_OPTIONS, maxLoadThreshold: 'off' as const, maxRetries: retries },
    },
    client: { timeoutMs: setup.timeoutMs },
    events: [],
    warmUpMs: setup.warmUpMs ?? 0,
  };
  const { sources, requests } = setup;
  const workload = { sources, requests, durationMs: undefined, ...setup.workload };
  const conversations = new Conversations(workload, setup.service ?? EXPONENTIAL, streams);
  return { conversations, simulation: new Simulation(config, conversations, streams) };
}

/** The simulation of a fleet and its conversations, run to its end. */
export const talked = (setup: TalkSetup) => talking(setup).simulation.run();

/** Users in a closed loop. */
export const users = (count: number, thinkMs: number): SourceSpec => ({
  arrivals: { kind: 'users', count, thinkTime: { kind: 'exponential', mean: thinkMs } },
});
