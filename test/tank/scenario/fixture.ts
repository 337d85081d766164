import { InputError } from '../../../src/core/diagnostic.js';
import { type Overrides, parseScenario } from '../../../src/tank/scenario/index.js';
import type { Plan } from '../../../src/tank/plan/index.js';

/** A scenario that uses every part of the form but a trace. */
export const SCENARIO = `schema: wavetank.scenario/1
name: burst
question: Which strategy keeps P99 lowest?
seed: first
fleet:
  models:
    - { id: large, replicas: 2, max_concurrent: 8, max_queue: 16, backend: { kind: slots, speed: 1 } }
    - { id: small, replicas: 4, max_queue: unlimited }
    - { id: tiny, backend: { kind: processor_sharing, speed: 0.3, cores: 2 } }
workload:
  arrivals: { kind: poisson, rate: 40/s }
  prompt_tokens: { kind: lognormal, mean: 800, cv: 1.2 }
  output_tokens: { kind: lognormal, mean: 200, cv: 0.8 }
  requests: 20000
service: { base: 20ms, per_prompt_token: 0.05ms, per_output_token: 2ms, noise_cv: 0.1 }
client: { timeout: 30s }
router: { max_load_threshold: 0.9, max_retries: 3, retry_delay_ms: 100 }
strategies:
  - round_robin
  - { name: tuned, policy: least_loaded, max_load_threshold: off }
baseline: round_robin
quantiles: [50, 95, 99, 99.9]
compare: [response_time_ms.p99]
tolerance: { default: 2%, response_time_ms.p99: 5%, overload.refusals: 10 }
replications: 10
warm_up: 30s
precision: { relative: 0.05, batch: 5, max_replications: 1 }
select: { indifference: 0.05, max_replications: 1 }
slo: { response_time: 2s }
events:
  - { at: 90s, endpoint: small/0, health: healthy }
  - { at: 1m, endpoint: small/0, health: unhealthy }
telemetry: { interval: 1s, delay: 100ms }
routers: 2
failures: [{ endpoint: small/0, errors: 5% }]
alerts: [{ kind: overload, for: 30s }]
`;

/** The scenario with each text of the changes in place of the one before it. */
export function changed(...changes: readonly (readonly [from: string | RegExp, to: string])[]): string {
  return changes.reduce((text, [from, to]) => {
    const result = text.replace(from, to);
    if (result === text) throw new Error(`the fixture does not contain ${String(from)}`);
    return result;
  }, SCENARIO);
}

export function plan(text: string = SCENARIO, overrides?: Overrides): Plan {
  return parseScenario(text, { file: 'burst.yaml', folder: '/data/scenarios', overrides });
}

/** The error of an action that finds mistakes in its input. */
export function inputError(action: () => unknown): InputError {
  try {
    action();
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
  throw new Error('no mistake was found');
}

/** What the command line prints for a scenario with mistakes. */
export function messagesOf(text: string, overrides?: Overrides): string {
  return inputError(() => plan(text, overrides)).message;
}
