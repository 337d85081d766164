import { z } from 'zod';
import { Streams } from '../../src/core/streams.js';
import {
  DEFAULT_ROUTER_OPTIONS,
  type ModelConfig,
  type CustomStrategy,
  type PolicyName,
  type QuotaLimits,
  type RouterOptions,
  type StrategyLayers,
} from '../../src/router/index.js';
import type { Agent } from '../../src/router/balancing/index.js';
import { type AssignmentConfig, assignmentConfig, assignmentShape } from '../../src/router/config/assignment-schema.js';
import type { AlertRule } from '../../src/router/monitoring/index.js';
import {
  type BackendConfig,
  type BackendKind,
  type CacheConfig,
  type FailureRule,
  type FleetEvent,
  Simulation,
  type TelemetryConfig,
} from '../../src/tank/simulation/index.js';
import type { ServiceSpec } from '../../src/tank/traffic/service.js';
import { type PromptBlocks, type Wish, wishColumn } from '../../src/tank/trace/index.js';

/** A simulation in the few words that a test needs; everything else has a plain default. */
export interface Setup {
  readonly models: readonly ModelConfig[];
  /** By model; of an option that its kind does not have nothing comes. Default: slots of speed 1. */
  readonly backends?: readonly SetupBackend[];
  readonly policy?: PolicyName | CustomStrategy;
  /** Of the policy. */
  readonly options?: Readonly<Record<string, unknown>>;
  readonly layers?: StrategyLayers;
  readonly router?: Partial<RouterOptions>;
  /** By model. */
  readonly caches?: readonly (CacheConfig | undefined)[];
  readonly quotas?: Readonly<Record<string, QuotaLimits>> | undefined;
  readonly telemetry?: TelemetryConfig;
  readonly routers?: number;
  readonly timeoutMs?: number | undefined;
  readonly events?: readonly FleetEvent[];
  readonly failures?: readonly FailureRule[];
  readonly warmUpMs?: number;
  /** Ascending, without a sentinel. */
  readonly arrivalMs: ArrayLike<number>;
  readonly demandMs: ArrayLike<number>;
  /** By request: −1 for none. */
  readonly session?: readonly number[] | undefined;
  readonly prefix?: readonly number[] | undefined;
  readonly promptTokens?: readonly number[];
  readonly outputTokens?: readonly number[];
  readonly blocks?: PromptBlocks | undefined;
  /** What caches of blocks take the demands to be drawn from. */
  readonly service?: ServiceSpec;
  readonly wishes?: readonly (Wish | undefined)[];
  readonly agents?: readonly Agent[];
  /** By request: index of its agent. */
  readonly agentOf?: readonly number[];
  /** Default: agents are not assigned to models. */
  readonly assignment?: AssignmentConfig | undefined;
  readonly alerts?: readonly AlertRule[];
  readonly seed?: string;
}

interface SetupBackend {
  readonly kind: BackendKind;
  readonly speed: number;
  readonly slots?: number;
  readonly queue?: number;
  /** Default 1. */
  readonly cores?: number;
}

/** A server of speed 1 with as many slots and places as the router believes. */
export const SLOTS: BackendConfig = { kind: 'slots', speed: 1 };

/** How agents are assigned, as scenarios write it. */
export function assigned(form: z.input<z.ZodObject<typeof assignmentShape>>): AssignmentConfig | undefined {
  return assignmentConfig(z.strictObject(assignmentShape).parse(form));
}

/** The simulation, not yet run. */
export function simulationOf(setup: Setup): Simulation {
  const { models, policy = 'round_robin', options = {}, router, arrivalMs, demandMs, seed = 'test' } = setup;
  const config = {
    fleet: { models },
    backends: setup.backends?.map((backend) => ({ cores: 1, ...backend })) ?? models.map(() => SLOTS),
    caches: setup.caches,
    service: setup.service,
    quotas: setup.quotas,
    telemetry: setup.telemetry,
    routers: setup.routers,
    strategy: {
      policy,
      options,
      layers: setup.layers,
      router: { ...DEFAULT_ROUTER_OPTIONS, ...router },
      assignment: setup.assignment,
    },
    agents: setup.agents,
    alerts: setup.alerts,
    client: { timeoutMs: setup.timeoutMs },
    events: setup.events ?? [],
    failures: setup.failures,
    warmUpMs: setup.warmUpMs ?? 0,
  };
  const wishes = setup.wishes && wishColumn(setup.wishes);
  const withSentinel = new Float64Array(arrivalMs.length + 1).fill(Infinity);
  withSentinel.set(arrivalMs);
  const trace = {
    requestCount: arrivalMs.length,
    arrivalMs: withSentinel,
    promptTokens: Int32Array.from(setup.promptTokens ?? []),
    outputTokens: Int32Array.from(setup.outputTokens ?? []),
    ...(setup.session && { session: Int32Array.from(setup.session) }),
    ...(setup.prefix && { prefix: Int32Array.from(setup.prefix) }),
    ...(setup.blocks && { blocks: setup.blocks }),
    ...(wishes && { wishes }),
    ...(setup.agentOf && {
      agent: { names: (setup.agents ?? []).map(({ id }) => id), index: Int32Array.from(setup.agentOf) },
    }),
  };
  return new Simulation(config, { trace, demandMs: Float64Array.from(demandMs) }, new Streams(seed, 0));
}

/** The simulation, run to its end. */
export function simulated(setup: Setup): Simulation {
  return simulationOf(setup).run();
}

/** Areas under the endpoints' curves: inside the window, and over the whole run. */
export function areasOf({ window, stations, calendar }: Simulation) {
  return { inside: window.areas, whole: stations.areasAt(calendar.clock.nowMs()) };
}

/** Everything that a run writes down, by name. */
export function columnsOf(simulation: Simulation) {
  const { status, attempts, endpoint, responseMs, waitingMs, counts } = simulation.outcomes;
  const { accepted, refused, overloadEpisodes } = simulation.stations;
  const { inside, whole } = areasOf(simulation);
  return {
    counted: { status, attempts, endpoint, counts, accepted, refused, overloadEpisodes },
    timed: { responseMs, waitedMs: waitingMs, ...Object.fromEntries(Object.entries(inside)), all: whole.overTargetMs },
  };
}
