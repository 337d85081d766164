import { stringify } from 'yaml';
import { refuse, schemaMistakes } from '../../../core/input/index.js';
import { scenarioSchema } from './schema.js';

const FLEET = `# Models and their endpoints. replicas: 2 makes the endpoints large/0 and large/1.
fleet:
  models:
    - { id: large, replicas: 2, max_concurrent: 8, max_queue: 16, backend: { kind: slots, speed: 1 } }
    - { id: small, replicas: 4, max_concurrent: 4, max_queue: 16, backend: { kind: slots, speed: 0.6 } }
    - { id: tiny, max_concurrent: 4, max_queue: 8, backend: { kind: slots, speed: 0.3 } }
`;

const WORKLOAD = `# The requests, the same for every strategy.
workload:
  arrivals: { kind: poisson, rate: 40/s } # per ms, s, m, h or d
  prompt_tokens: { kind: lognormal, mean: 800, cv: 1.2 } # cv: standard deviation / mean
  output_tokens: { kind: lognormal, mean: 200, cv: 0.8 }
  requests: 20000 # or a duration, such as 10m
`;

const SERVICE = `# How long a request occupies a slot at speed 1: from its tokens, or a distribution, { kind: exponential, mean: 500ms }.
service: { base: 20ms, per_prompt_token: 0.05ms, per_output_token: 2ms, noise_cv: 0.1 }
`;

const STRATEGIES = `# Names of policies (wavetank list policies), or written out, with options.
strategies:
  - round_robin
  - least_loaded
  - { name: round_robin_no_threshold, policy: round_robin, max_load_threshold: off }
baseline: round_robin # the others are compared with it
compare: [response_time_ms.p99]
`;

const RUNS = `replications: 10 # independent runs: they give the confidence intervals
warm_up: 30s # excluded from the estimates
`;

interface Template {
  readonly summary: string;
  readonly question: string;
  /** All below the question. */
  readonly body: string;
}

/** Scenarios to start from, by name; the first is the usual one. */
export const templates = {
  standard: {
    summary: 'three unequal models, made traffic, a timeout and an SLO',
    question: 'Which strategy keeps P99 response time lowest on three unequal models?',
    body: `${FLEET}
${WORKLOAD}
${SERVICE}
client: { timeout: 30s } # a request is given up this long after its arrival
router: { max_load_threshold: 0.9, max_retries: 3, retry_delay_ms: 100 }

${STRATEGIES}
${RUNS}slo: { response_time: 5s, attainment: 0.99 }
`,
  },
  minimal: {
    summary: 'the shortest useful scenario',
    question: 'How much does load-aware routing gain?',
    body: `fleet: { models: [{ id: model, replicas: 4, max_concurrent: 4, max_queue: 100 }] }
workload: { arrivals: { kind: poisson, rate: 25/s }, requests: 10000 }
service: { kind: exponential, mean: 500ms }
router: { max_load_threshold: off } # plain policies: by default busy endpoints are avoided whatever the policy
strategies: [round_robin, least_loaded]
replications: 10
warm_up: 30s
`,
  },
  trace: {
    summary: 'recorded traffic from a file, with replications by resampling',
    question: 'Which strategy keeps P99 response time lowest under the recorded traffic?',
    body: `# The file, next to this one; its format is detected (wavetank list formats). To inspect it: wavetank trace inspect trace.csv
workload:
  trace:
    path: trace.csv
    resample: { block: 5m } # replications from parts of the trace in another order; without it the trace runs once

${FLEET}
${SERVICE}
${STRATEGIES}
replications: 200 # a bootstrap needs 200
`,
  },
  'closed-loop': {
    summary: 'users who wait for their answers before they ask again',
    question: 'Does a better strategy still show a difference if users slow down with the fleet?',
    body: `${FLEET}
# Users who think before each request: never more requests in flight than there are users.
workload:
  users: { count: 100, think_time: { kind: exponential, mean: 2s } }
  requests: 20000

service: { kind: lognormal, mean: 500ms, cv: 1 }

strategies: [round_robin, least_loaded, latency_based]
baseline: round_robin
compare: [response_time_ms.p99, throughput_per_s]

${RUNS}`,
  },
  ab: {
    summary: 'two models side by side, a share of the requests to each',
    question: 'What does it cost to send a tenth of the traffic to the candidate?',
    body: `fleet:
  models:
    - { id: stable, replicas: 4, max_concurrent: 4, max_queue: 100, backend: { kind: slots, speed: 1 } }
    - { id: candidate, replicas: 1, max_concurrent: 4, max_queue: 100, backend: { kind: slots, speed: 0.7 } }

workload: { arrivals: { kind: poisson, rate: 25/s }, requests: 20000 }
service: { kind: exponential, mean: 500ms }

# The test decides before the policy of a strategy: this share goes to model a, the rest to model b.
strategies:
  - { name: all_models, policy: least_loaded }
  - name: a_tenth_to_the_candidate
    policy: least_loaded
    ab_test_enabled: true
    ab_test_split: 0.9
    ab_test_model_a: stable
    ab_test_model_b: candidate
baseline: all_models
compare: [response_time_ms.p99]

${RUNS}`,
  },
  agents: {
    summary: 'agents that are assigned to models, before and after load balancing, with alerts',
    question: 'What does it cost in quality to move agents from a full model to others, and what does it gain?',
    body: `# Levels of capabilities, 0 to 100: what a model is worth for an agent follows from them and the needs of the agent.
fleet:
  models:
    - { id: large, max_concurrent: 12, max_queue: 24, capabilities: { code: 92, text: 90, data: 88 } }
    - { id: medium, max_concurrent: 12, max_queue: 24, capabilities: { code: 86, text: 85, data: 80 } }
    - { id: small, max_concurrent: 12, max_queue: 24, capabilities: { code: 74, text: 80, data: 79 } }

# Kinds of agents: how many there are, what they need (weights of capabilities), and what each of them sends.
workload:
  agents:
    - { name: coder, count: 10, needs: { code: 3, text: 1 }, arrivals: { kind: poisson, rate: 0.5/s } }
    - { name: writer, count: 9, needs: { text: 1 }, arrivals: { kind: poisson, rate: 0.35/s } }
    - { name: analyst, count: 8, needs: { data: 2, code: 1 }, arrivals: { kind: poisson, rate: 0.3/s } } # or users
  requests: 4000

service: { kind: lognormal, mean: 1s, cv: 0.8 }

# With assign, each agent first gets a model: the best for it, or the best while load counts too. hard: no other model
# may serve its requests; soft, the default: another one may while its own cannot.
strategies:
  - { name: before, policy: least_loaded, assign: greedy, enable_load_balancing: false, assignment: hard }
  - { name: after, policy: least_loaded, assign: greedy, assignment: hard }
  - { name: after_soft, policy: least_loaded, assign: greedy, assignment: soft }
  - { name: unassigned, policy: least_loaded } # every request goes where there is room
baseline: before
compare: [response_time_ms.p99, quality]

alerts: # raised in the run and counted; they change nothing (docs/monitoring.md)
  - { kind: overload, for: 5s, severity: critical }

${RUNS}`,
  },
  outage: {
    summary: 'a server that answers errors for a minute, with and without a health monitor',
    question: 'What does a server that answers errors for a minute cost, and does it come back?',
    body: `fleet: { models: [{ id: model, replicas: 4, max_concurrent: 4, max_queue: 100 }] }
workload: { arrivals: { kind: poisson, rate: 20/s }, duration: 5m }
service: { kind: exponential, mean: 400ms }

failures: # or rate_limited, hang, and crash events (docs/scenario.md)
  - { endpoint: model/0, from: 60s, to: 120s, errors: 100%, after: 50ms }

strategies:
  - least_loaded
  - { name: with_monitor, policy: least_loaded, health_monitor: true }
baseline: least_loaded
compare: [response_time_ms.p99, attempts.errors]

replications: 10
`,
  },
} satisfies Readonly<Record<string, Template>>;

export type TemplateName = keyof typeof templates;

/**
 * A commented scenario to start from.
 * @param name name of the scenario
 * @throws InputError when a scenario cannot have the name
 */
export function scenarioTemplate(name: string, template: TemplateName = 'standard'): string {
  refuse(schemaMistakes(scenarioSchema.shape.name, name, { name }, ['name']));
  const text = stringify(name, { blockQuote: false }).trim(); // in quotes where YAML would read a number or null
  const { question, body } = templates[template];
  return `# A scenario: traffic, a fleet, and the routing strategies to compare. Run it:   wavetank run ${name}.yaml
# Every mistake at once, with its position:   wavetank validate ${name}.yaml
schema: wavetank.scenario/1
name: ${text}
question: ${question}
seed: ${text} # text; the same seed gives the same results

${body}`;
}
