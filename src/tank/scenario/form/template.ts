import { stringify } from 'yaml';
import { refuse, schemaMistakes } from '../../../core/input/index.js';
import { scenarioSchema } from './schema.js';

/**
 * A commented scenario to start from: it runs as it is, in seconds.
 * @param name name of the scenario
 * @throws InputError when a scenario cannot have the name
 */
export function scenarioTemplate(name: string): string {
  refuse(schemaMistakes(scenarioSchema.shape.name, name, { name }, ['name']));
  const text = stringify(name, { blockQuote: false }).trim(); // in quotes where YAML would read a number or null
  return `# A scenario: traffic, a fleet, and the routing strategies to compare. Run it:   wavetank run ${name}.yaml
# Every mistake at once, with its place:   wavetank validate ${name}.yaml
schema: wavetank.scenario/1
name: ${text}
question: Which strategy keeps P99 response time lowest on three unequal models?
expected: least_loaded; slow endpoints keep their requests in flight for longer, so it sends them fewer.
seed: ${text} # text; the same seed gives the same results

# Models and their endpoints. replicas: 2 makes the endpoints large/0 and large/1.
fleet:
  models:
    - { id: large, replicas: 2, max_concurrent: 8, max_queue: 16, backend: { kind: slots, speed: 1 } }
    - { id: small, replicas: 4, max_concurrent: 4, max_queue: 16, backend: { kind: slots, speed: 0.6 } }
    - { id: tiny, max_concurrent: 4, max_queue: 8, backend: { kind: slots, speed: 0.3 } }

# The requests, the same for every strategy.
workload:
  arrivals: { kind: poisson, rate: 40/s } # per ms, s, m, h or d
  prompt_tokens: { kind: lognormal, mean: 800, cv: 1.2 } # cv: standard deviation / mean
  output_tokens: { kind: lognormal, mean: 200, cv: 0.8 }
  requests: 20000 # or a duration, such as 10m

# How long a request occupies a slot at speed 1: from its tokens, or a distribution, { kind: exponential, mean: 500ms }.
service: { base: 20ms, per_prompt_token: 0.05ms, per_output_token: 2ms, noise_cv: 0.1 }

client: { timeout: 30s } # a request is given up this long after its arrival
router: { max_load_threshold: 0.9, max_retries: 3, retry_delay_ms: 100 }

# Names of policies (wavetank list policies), or written out, with options of their own.
strategies:
  - round_robin
  - least_loaded
  - { name: round_robin_no_threshold, policy: round_robin, max_load_threshold: off }
baseline: round_robin # the others are compared with it
compare: [response_time_ms.p99]

replications: 10 # independent runs: they give the confidence intervals
warm_up: 30s # left out of the estimates
slo: { response_time: 5s, attainment: 0.99 }

# Changes of single endpoints while the scenario runs.
events:
  - { at: 60s, endpoint: small/0, health: unhealthy }
  - { at: 90s, endpoint: small/0, health: healthy }
`;
}
