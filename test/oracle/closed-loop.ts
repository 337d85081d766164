import { Streams } from '../../src/core/streams.js';
import { DEFAULT_ROUTER_OPTIONS } from '../../src/router/index.js';
import { Simulation } from '../../src/tank/simulation/index.js';
import { Conversations } from '../../src/tank/traffic/conversations.js';
import { SLOTS } from '../support/simulations.js';
import type { Served } from './measures.js';

/** Users who think, ask, and wait for the answer at one server; both times are exponential, service of mean 1 ms. */
export interface ClosedLoop {
  readonly users: number;
  readonly thinkMs: number;
  readonly requests: number;
  readonly warmUpMs: number;
}

export function servedInLoop(seed: string, replication: number, loop: ClosedLoop): Served {
  const { users, thinkMs, requests, warmUpMs } = loop;
  const streams = new Streams(seed, replication);
  const config = {
    fleet: { models: [{ id: 'm', maxConcurrent: 1, maxQueue: Infinity }] },
    backends: [SLOTS],
    strategy: {
      policy: 'round_robin' as const,
      options: {},
      router: { ...DEFAULT_ROUTER_OPTIONS, maxLoadThreshold: 'off' as const, maxRetries: 0 },
    },
    client: { timeoutMs: undefined },
    events: [],
    warmUpMs,
  };
  const thinkTime = { kind: 'exponential', mean: thinkMs } as const;
  const sources = [{ arrivals: { kind: 'users', count: users, thinkTime } as const }];
  const service = { kind: 'distribution', distribution: { kind: 'exponential', mean: 1 } } as const;
  const conversations = new Conversations({ sources, requests, durationMs: undefined }, service, streams);
  const { outcomes, window, trace } = new Simulation(config, conversations, streams).run();
  const { endMs } = window;
  const responseMs: number[] = [];
  const waitingMs: number[] = [];
  const demandMs: number[] = [];
  let completed = 0;
  for (let request = 0; request < trace.requestCount; request++) {
    const arrivalMs = trace.arrivalMs[request];
    const endedMs = arrivalMs + outcomes.responseMs[request];
    if (endedMs >= warmUpMs && endedMs <= endMs) completed++;
    if (arrivalMs < warmUpMs) continue;
    responseMs.push(outcomes.responseMs[request]);
    waitingMs.push(outcomes.waitingMs[request]);
    demandMs.push(conversations.demandMs[request]);
  }
  return {
    responseMs: Float64Array.from(responseMs),
    waitingMs: Float64Array.from(waitingMs),
    demandMs: Float64Array.from(demandMs),
    blocked: 0,
    throughput: completed / (endMs - warmUpMs),
  };
}
