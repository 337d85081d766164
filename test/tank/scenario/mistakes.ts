import { changed, SCENARIO } from './fixture.js';

const ALERTS = /alerts:.*\n/;

/** What an agent or a source sends. */
const SENDS =
  'arrivals: { kind: poisson, rate: 1/s }, prompt_tokens: { kind: constant, value: 100 }, output_tokens: { kind: constant, value: 10 }';

/** Scenarios with mistakes, by what is wrong with them: one each, and one with ten at once. */
export const MISTAKES: Readonly<Record<string, string>> = {
  'a key that is not there': `${SCENARIO}stratgies: [random]\n`,
  'a key inside a model': changed(['replicas: 2', 'replica: 2']),
  'keys of the language': `${SCENARIO}__proto__: { admin: true }\nconstructor: 1\n`,
  'a name of the language': changed(['name: burst', 'name: constructor']),
  'a merge key': changed(['client: { timeout: 30s }', 'client: { <<: { timeout: 30s } }']),
  'a key twice': `${SCENARIO}seed: second\n`,
  'no fleet': changed([/fleet:\n(.*\n){4}/, '']),
  'an empty fleet': changed([/fleet:\n(.*\n){4}/, 'fleet:\n']),
  'no schema': changed(['schema: wavetank.scenario/1\n', '']),
  'another schema': changed(['scenario/1', 'scenario/2']),
  'a path as name': changed(['name: burst', 'name: ../../x']),
  'a number as name': changed(['name: burst', 'name: 42']),
  'a fraction as seed': changed(['seed: first', 'seed: 4.2']),
  'an empty seed': changed(['seed: first', 'seed: ""']),
  'a long question': changed(['Which', 'x'.repeat(1001)]),

  'no models': changed([/models:\n(.*\n){3}/, 'models: []\n']),
  'models that are no list': changed([/models:\n(.*\n){3}/, 'models: large\n']),
  'a slash at the end of an id': changed(['id: large', 'id: large/']),
  'a backslash in an id': changed(['id: large', 'id: la\\rge']),
  'the same id twice': changed(['id: tiny', 'id: large']),
  'no replicas': changed(['replicas: 2', 'replicas: 0']),
  'a part of a replica': changed(['replicas: 2', 'replicas: -1.5']),
  'too many endpoints': changed(['replicas: 2', 'replicas: 9999']),
  'too many slots': changed(['max_concurrent: 8', 'max_concurrent: 500001']),
  'a queue of many': changed(['max_queue: 16', 'max_queue: many']),
  'a queue below 0': changed(['max_queue: 16', 'max_queue: -1']),
  'a target above 1': changed(['replicas: 4', 'target_utilization: 80']),
  'an unknown backend': changed(['kind: slots', 'kind: slot']),
  'a backend without kind': changed(['kind: slots, ', '']),
  'cores of slots': changed(['kind: slots', 'kind: slots, cores: 2']),
  'slots of processor sharing': changed(['cores: 2', 'slots: 2']),
  'a negative speed': changed(['speed: 0.3', 'speed: -0.3']),
  'a huge speed': changed(['speed: 0.3', 'speed: 1e13']),
  'a speed that is no number': changed(['speed: 0.3', 'speed: .nan']),

  'a rate without unit': changed(['rate: 40/s', 'rate: 40']),
  'a rate in words': changed(['rate: 40/s', 'rate: 40 per second']),
  'no rate': changed([', rate: 40/s', '']),
  'an empty rate': changed([/arrivals:.*\n/, 'arrivals:\n    kind: poisson\n    rate:\n']),
  'an unknown arrival process': changed(['kind: poisson', 'kind: poison']),
  'bursts that hardly have an arrival': changed([
    '{ kind: poisson, rate: 40/s }',
    '{ kind: modulated_poisson, burst: { rate: 1/d, length: 1ms }, lull: { rate: 1/d, length: 1ms } }',
  ]),
  'bursts without arrivals': changed([
    '{ kind: poisson, rate: 40/s }',
    '{ kind: modulated_poisson, burst: { rate: 0/s, length: 2s }, lull: { rate: 0/s, length: 40s } }',
  ]),
  'a ramp to nothing': changed(['{ kind: poisson, rate: 40/s }', '{ kind: ramp, from: 5, to: 0/s, over: 0 }']),
  'a warm-up that is found on a ramp': changed(
    ['{ kind: poisson, rate: 40/s }', '{ kind: ramp, from: 5/s, to: 40/s, over: 10m }'],
    ['warm_up: 30s', 'warm_up: auto'],
    [/events:\n(.*\n){2}/, ''],
  ),
  'arrivals without kind': changed(['kind: poisson, ', '']),
  'arrivals as a word': changed(['{ kind: poisson, rate: 40/s }', 'poisson']),
  'no arrivals': changed([/ {2}arrivals.*\n/, '']),
  'a distribution without mean': changed(['mean: 800, ', '']),
  'prompts of no tokens': changed(['mean: 800', 'mean: 0']),
  'prompts of too many tokens': changed(['mean: 800', 'mean: 1e9']),
  'neither requests nor duration': changed([/ {2}requests.*\n/, '']),
  'both requests and duration': changed(['requests: 20000', 'requests: 20000\n  duration: 10m']),
  'no requests': changed(['requests: 20000', 'requests: 0']),
  'too many requests': changed(['requests: 20000', 'requests: 2e8']),
  'too many response times': changed(['requests: 20000', 'requests: 10000001']),
  'too many response times in a duration': changed(['requests: 20000', 'duration: 30d']),
  'sessions without think time': changed([
    '  requests: 20000',
    '  sessions: { turns: { kind: constant, value: 2 } }\n  requests: 20000',
  ]),
  'think time of sessions beside users': changed(
    ['  arrivals: { kind: poisson, rate: 40/s }', '  users: { count: 5, think_time: { kind: constant, value: 1s } }'],
    [
      '  requests: 20000',
      '  sessions: { turns: { kind: constant, value: 2 }, think_time: { kind: constant, value: 1s }, run_in: 1m }\n  requests: 20000',
    ],
  ),
  'sessions that run in for years': changed([
    '  requests: 20000',
    '  sessions: { turns: { kind: constant, value: 2 }, think_time: { kind: constant, value: 1s }, run_in: 365d }\n  requests: 20000',
  ]),
  'a trace beside arrivals': changed(['requests: 20000', 'trace: { path: day.csv }']),
  'a trace of an unknown format': changed(
    [/ {2}arrivals[^]*20000\n/, '  trace: { path: day.csv, format: azure }\n'],
    ['replications: 10\n', ''],
  ),
  'a trace with replications': changed([/ {2}arrivals[^]*20000\n/, '  trace: { path: day.csv }\n']),
  'a trace with rules on replications': changed([
    / {2}arrivals[^]*20000\n/,
    '  trace: { path: day.csv, resample: { block: 5m } }\n',
  ]),
  'a trace without path': changed([/ {2}arrivals[^]*20000\n/, '  trace: { skip_bad_rows: maybe }\n']),

  'a duration without unit': changed(['base: 20ms', 'base: 20']),
  'a misspelt service': changed(['per_output_token', 'per_out_token']),
  'an unknown distribution of service times': changed([/service:.*\n/, 'service: { kind: exponentail, mean: 10ms }\n']),
  'an empty service time': changed([/service:.*\n/, 'service: null\n']),
  'an empty number of tokens': changed([/prompt_tokens:.*\n/, 'prompt_tokens: null\n']),
  'tokens as a word': changed([/prompt_tokens:.*\n/, 'prompt_tokens: many\n']),
  'a service time of 0': changed([/service:.*\n/, 'service: { kind: exponential, mean: 0ms }\n']),
  'a service time without unit': changed([/service:.*\n/, 'service: { kind: exponential, mean: 10 }\n']),
  'a service as a duration': changed([/service:.*\n/, 'service: 10ms\n']),
  'an empty service': changed([/service:.*\n/, 'service: {}\n']),
  'no prompts for the service': changed([/ {2}prompt_tokens.*\n/, '']),
  'no answers for the service': changed([/ {2}output_tokens.*\n/, '']),
  'a timeout of 0': changed(['timeout: 30s', 'timeout: 0']),
  'an endless timeout': changed(['timeout: 30s', 'timeout: .inf']),

  'a threshold above 1': changed(['max_load_threshold: 0.9', 'max_load_threshold: 90']),
  'a threshold of false': changed(['max_load_threshold: off', 'max_load_threshold: false']),
  'too many retries': changed(['max_retries: 3', 'max_retries: 16']),
  'an unknown policy': changed(['- round_robin', '- round_robbin'], ['baseline: round_robin', 'baseline: tuned']),
  'an unknown policy of a strategy': changed(['policy: least_loaded', 'policy: power_of_too']),
  'a strategy that names no policy': changed(['policy: least_loaded, ', '']),
  'a strategy without name': changed(['name: tuned, policy: least_loaded, ', '']),
  'a strategy as a number': changed(['- round_robin', '- 7']),
  'a misspelt key of a strategy': changed(['max_load_threshold: off', 'max_load_treshold: off']),
  'an unknown option of a policy': changed(['max_load_threshold: off', 'options: { d: 2 }']),
  'a strategy name with capitals': changed(['name: tuned', 'name: Tuned']),
  'the same strategy twice': changed(['- round_robin', '- round_robin\n  - round_robin']),
  'strategies as a word': changed([/strategies:\n(.*\n){2}/, 'strategies: round_robin\n']),
  'no strategies': changed([/strategies:\n(.*\n){2}/, 'strategies: []\n']),
  'an unknown baseline': changed(['baseline: round_robin', 'baseline: roundrobin']),
  'an unknown measure': changed(['response_time_ms.p99', 'response_time_ms.p9x']),
  'no measure': changed(['response_time_ms.p99', '']),
  'a tolerance below 0': changed(['overload.refusals: 10', 'overload.refusals: -1']),
  'a tolerance in another unit': changed(['default: 2%', 'default: 2ms']),
  'a tolerance of no measure': changed(['overload.refusals: 10', 'overload.refusal: 10']),
  'a tolerance that needs an slo': changed(
    ['slo: { response_time: 2s }\n', ''],
    ['overload.refusals: 10', 'goodput_per_s: 5%'],
  ),
  'the same measure twice': changed(['response_time_ms.p99', 'utilization, utilization']),
  'goodput without slo': changed(['response_time_ms.p99', 'goodput_per_s'], [/slo:.*\n/, '']),
  'too many replications': changed(['replications: 10', 'replications: 1e5']),
  'a warm-up as long as the run': changed(['requests: 20000', 'duration: 30s']),
  'an attainment in percent': changed(['response_time: 2s', 'response_time: 2s, attainment: 99']),

  'an event at an unknown endpoint': changed([
    'endpoint: small/0, health: healthy',
    'endpoint: smal/0, health: healthy',
  ]),
  'an event at a replica too many': changed(['small/0, health: healthy', 'small/4, health: healthy']),
  'an event at a model': changed(['small/0, health: healthy', 'small, health: healthy']),
  'an event at a replica of one': changed(['small/0, health: healthy', 'tiny/0, health: healthy']),
  'endpoints that come and go as they cannot': changed([
    '  - { at: 1m, endpoint: small/0, health: unhealthy }',
    `  - { at: 1m, add: smal/new }
  - { at: 1m, add: small/0 }
  - { at: 1m, add: small }
  - { at: 1m, remove: small/9 }
  - { at: 2m, remove: small/1 }
  - { at: 3m, remove: small/1 }
  - { at: 3m, endpoint: small/1, speed: 2 }
  - { at: 3m, add: small/1 }
  - { at: 1s, endpoint: small/late, speed: 2 }
  - { at: 2s, add: small/late }
  - { at: 4m, endpoint: small/2, speed: 2, drain: true }
  - { at: 4m, endpoint: small/2, add: small/x }
  - { at: 4m, add: small/y, remove: small/3 }
  - { at: 4m, speed: 2 }
`,
  ]),
  'an event that changes nothing': changed([', health: healthy', '']),
  'an event that changes two things': changed(['health: healthy', 'health: healthy, speed: 2']),
  'an event without time': changed(['at: 90s, ', '']),
  'an event before the start': changed(['at: 90s', 'at: -90s']),
  'an unknown health': changed(['health: healthy', 'health: well']),

  'a tab': changed(['  models:', '\tmodels:']),
  'a quote that stays open': changed(['seed: first', 'seed: "first']),
  'a bracket that stays open': changed(['[response_time_ms.p99]', '[response_time_ms.p99']),
  'a colon in a text': changed(['question: Which', 'question: P99: which']),
  'a reserved character': changed(['seed: first', 'seed: @first']),
  'a list as key': `${SCENARIO}? [a]\n: 1\n`,
  'an unknown tag': changed(['seed: first', 'seed: !secret first']),
  'a second document': `${SCENARIO}---\n${SCENARIO}`,
  'an alias without anchor': changed(['slo: { response_time: 2s }', 'slo: *usual']),
  'an alias of itself': changed(['slo: { response_time: 2s }', 'slo: &slo { response_time: *slo }']),
  'aliases of aliases': `a: &a [x, x]\nb: &b [${'*a, '.repeat(9)}]\nc: &c [${'*b, '.repeat(9)}]\nd: [${'*c, '.repeat(9)}]\n`,
  'too many aliases': `a: &a x\nb: [${'*a, '.repeat(101)}]\n`,
  'deep nesting': `a: ${'['.repeat(10_000)}`,
  'an empty file': '',
  'comments alone': '# a scenario will come here\n',
  'a word': 'hello\n',
  'a list': '- schema: wavetank.scenario/1\n',
  'a binary file': 'PK\u0003\u0004\0\0',
  'Windows line ends': changed(['kind: poisson', 'kind: poison']).replaceAll('\n', '\r\n'),
  'a byte order mark': `\uFEFF${changed(['name: burst', 'name: Burst'])}`,
  JSON: '{\n\t"schema": "wavetank.scenario/1",\n\t"name": "json", "sed": "x"\n}\n',

  'a quota of nothing': changed(['replicas: 2', 'quota: { requests_per_minute: 0, concurrency: 1.5, day: 1 }']),
  'a cache without use': changed(['replicas: 2', 'cache: { entries: 0, hit_factor: 0 }']),
  'a cache of two forms': changed(['replicas: 2', 'cache: { entries: 10, hit_factor: 0.5, blocks: 10 }']),
  'a cache of blocks with a factor': changed(['replicas: 2', 'cache: { blocks: 10, hit_factor: 0.5 }']),
  'a cache of entries without factor': changed(['replicas: 2', 'cache: { entries: 10 }']),
  'a cache of nothing': changed(['replicas: 2', 'cache: {}']),
  'a cache of too few blocks': changed(['replicas: 2', 'cache: { blocks: 0 }']),
  'a cache of blocks for prompts without any': changed(['replicas: 2', 'cache: { blocks: 10 }']),
  'a cache of blocks, and prompts that take no time': changed(
    ['replicas: 2', 'cache: { blocks: 10 }'],
    ['  requests: 20000', '  requests: 20000\n  block_tokens: 64'],
    ['per_prompt_token: 0.05ms, ', ''],
  ),
  'a cache of blocks, and service times of any length': changed(
    ['replicas: 2', 'cache: { blocks: 10 }'],
    ['  requests: 20000', '  requests: 20000\n  block_tokens: 64'],
    [/service:.*\n/, 'service: { kind: exponential, mean: 10ms }\n'],
  ),
  'a cache of blocks for a list': changed(
    ['replicas: 2', 'cache: { blocks: 10 }'],
    [/workload:\n(.*\n){4}/, 'workload:\n  list: [{ at: 1s }]\n'],
  ),
  'a belief above 1': changed(['replicas: 2', 'fixed: { hit_rate: 85, quota_used: -0.1 }']),
  'attributes that cannot be': changed(['replicas: 2', 'context_window: 0, weight: 0, capabilities: vision']),
  'too many capabilities': changed(
    ['replicas: 2', `capabilities: [${range(20, 'a')}]`],
    ['replicas: 4', `capabilities: [${range(20, 'b')}]`],
  ),
  'sessions without turns': changed(['  requests: 20000', '  sessions: { turns: -3 }\n  requests: 20000']),
  'no prefixes': changed(['  requests: 20000', '  prefixes: { count: 0, skew: -1 }\n  requests: 20000']),
  'a list beside arrivals': changed(['  requests: 20000', '  list: [{ at: 1s }]']),
  'a list that asks for what there is not': changed([
    /workload:\n(.*\n){4}/,
    'workload:\n  list: [{ at: 1s, model: lrge }, { at: 1, region: mars }, { session: 7 }]\n',
  ]),
  'a list that asks for what no model has at once': changed(
    ['replicas: 2', 'replicas: 2, region: eu'],
    ['replicas: 4', 'capabilities: [vision]'],
    [
      /workload:\n(.*\n){4}/,
      'workload:\n  list: [{ at: 1s, model: large, capabilities: [vision] }, { at: 1s, region: eu, capabilities: [vision] }, { at: 1s, capabilities: [visoin] }]\n',
    ],
  ),
  'requests for what there is not': changed(
    ['replicas: 2', 'replicas: 2, region: eu'],
    ['replicas: 4', 'capabilities: [vision]'],
    ['  requests: 20000', '  model: lrge\n  region: us\n  capabilities: [visoin, sound]\n  requests: 20000'],
  ),
  'requests for a region where nobody names one': changed([
    '  requests: 20000',
    '  region: eu\n  capabilities: [vision]\n  requests: 20000',
  ]),
  'requests for what a model has not': changed(
    ['replicas: 2', 'replicas: 2, region: eu'],
    ['replicas: 4', 'region: us, capabilities: [vision, sound]'],
    ['  requests: 20000', '  model: small\n  region: eu\n  requests: 20000'],
  ),
  'a class that asks for what there is not': changed([
    '  requests: 20000',
    '  classes: [{ name: a, model: smal }, { name: b, wants: [{ share: 0.5, model: tiny, region: eu }] }]\n  requests: 20000',
  ]),
  'wants of more than all': changed([
    '  requests: 20000',
    '  wants: [{ share: 60%, model: large }, { share: 0.6 }]\n  requests: 20000',
  ]),
  'wants that are none': changed(['  requests: 20000', '  wants: []\n  requests: 20000']),
  'wants with mistakes in them': changed([
    '  requests: 20000',
    '  wants: [{ share: 0, model: large }, { model: large }, { share: 20, model: large }, { share: 120% }, { share: 5%, prefer: true }, { share: 5%, models: a }, { share: 5%, model: large, prefer: often }]\n  requests: 20000',
  ]),
  'wants beside a model': changed([
    '  requests: 20000',
    '  wants: [{ share: 60%, model: large }]\n  model: large\n  prefer: true\n  requests: 20000',
  ]),
  'wishes beside sources': changed([
    /  arrivals(.*\n){3}/,
    '  model: large\n  wants: [{ share: 1 }]\n  sources: [{ arrivals: { kind: poisson, rate: 1/s }, model: larg, prompt_tokens: { kind: constant, value: 1 }, output_tokens: { kind: constant, value: 1 } }]\n',
  ]),
  'a wish beside a trace': changed([/workload:\n(.*\n){4}/, 'workload:\n  trace: { path: a.csv }\n  model: large\n']),
  'an A/B test of unknown models': changed(['max_retries: 3', 'ab_test_model_a: lrge, ab_test_model_b: moon']),
  'an A/B test without models': changed(['max_retries: 3', 'ab_test_enabled: true, ab_test_split: 2']),
  'an A/B test of one model': changed([
    'max_load_threshold: off',
    'ab_test_enabled: true, ab_test_model_a: tiny, ab_test_model_b: tiny',
  ]),
  'an unknown signal': changed(['max_load_threshold: off', 'load_signal: reportd, affinity: perhaps']),
  'too many routers': changed(['routers: 2', 'routers: 65']),
  'late reports of every change': changed(['interval: 1s', 'interval: 0ms']),
  'reports that never come': changed(['interval: 1s, delay: 100ms', 'interval: 1ms, delay: 5s']),

  'failures that are none': changed([
    'failures: [{ endpoint: small/0, errors: 5% }]',
    `failures:
  - { endpoint: large/7, errors: 20% }
  - { model: smal, errors: 120% }
  - { model: large, endpoint: large/0, hang: 5%, from: 10s, to: 5s }
  - { from: 10s }
  - { errors: 10%, rate_limited: 10% }
  - { rate_limited: 10%, after: 5ms }
  - { errors: 10%, retry_after: 5s }
  - { sequence: [ok, eror] }`,
  ]),
  'a health monitor that looks back for less than a millisecond': changed([
    'max_load_threshold: off',
    'health_monitor: { window: 0.5ms, rest: 0s }',
  ]),
  'requests that hang for ever': changed(
    ['client: { timeout: 30s }', 'client: {}'],
    ['endpoint: small/0, errors: 5%', 'sequence: [ok, hang]'],
  ),
  'a crash without an end': changed(['health: healthy', 'crash: {}'], ['health: unhealthy', 'crash: { for: 0s }']),
  'agents beside sources, classes and arrivals': changed([
    '  requests: 20000',
    `  agents: [{ name: coder, ${SENDS} }]
  sources: [{ ${SENDS} }]
  classes: [{ name: chat }]
  requests: 20000`,
  ]),
  'agents beside a trace': changed([
    /workload:\n(.*\n){4}/,
    `workload:\n  trace: { path: a.csv }\n  agents: [{ name: coder, ${SENDS} }]\n`,
  ]),
  'agents that ask for what no model can do': withAgents(
    '{ name: coder, needs: { code: 3, vison: 1 }, capabilities: [visoin, sound] }',
    'replicas: 2, capabilities: { code: 90, vision: 60, sound: 0 }',
  ),
  'agents where no model says what it can do': withAgents('{ name: coder, needs: { code: 3 } }'),
  'agents with needs that are none': withAgents(
    '{ name: a, needs: { code: 0 } }, { name: b, needs: [code] }, { name: c, needs: { code: much } }',
    'replicas: 2, capabilities: [code]',
  ),
  'agents without arrivals': changed([
    /  arrivals(.*\n){3}/,
    '  agents: [{ name: coder }, { name: writer, count: 3 }]\n',
  ]),
  'agents with arrivals and users': withAgents('{ name: coder, users: { count: 1, think_time: 0 } }'),
  'agents of one name': withAgents('{ name: coder }, { name: coder, count: 3 }'),
  'agents whose number makes the name of another': withAgents('{ name: coder, count: 3 }, { name: coder/1 }'),
  'no agents': withAgents(''),
  'agents as a number': changed([/  arrivals(.*\n){3}/, '  agents: 45\n']),
  'an agent without name': withAgents(`{ ${SENDS}, count: 2 }`),
  'too many agents of a kind': withAgents('{ name: coder, count: 1001 }'),
  'too many agents in all': withAgents('{ name: coder, count: 600 }, { name: writer, count: 600 }'),
  'agents with keys of sources and strategies': withAgents(
    '{ name: coder, class: chat, contextWindow: 5, assign: greedy }',
  ),
  'an agent that no model takes': withAgents(
    '{ name: coder, context_window: 0 }, { name: writer, context_window: 1.5 }',
  ),
  'agents that are assigned where there are none': changed(['max_load_threshold: off', 'assign: greedy']),
  'agents that are assigned as nobody does': changed(['max_load_threshold: off', 'assign: gredy']),
  'ways to assign where nobody is assigned': changed([
    'max_load_threshold: off',
    'enable_load_balancing: false, load_weight: 0.5, over_target_factor: 0.5, when_full: refuse, assignment: hard, reassign: never, adaptive_feedback: true',
  ]),
  'ways to assign that there are not': withAgents('{ name: coder }', undefined, [
    'max_load_threshold: off',
    'assign: greedy, enable_load_balancing: maybe, load_weight: 30, over_target_factor: -1, when_full: queue, assignment: strict, reassign: always, adaptive_feedback: 1',
  ]),
  'what is measured of agents where there are none': changed([
    'response_time_ms.p99',
    'quality, classes.coder.quality',
  ]),
  'what is measured of an agent that there is not': withAgents('{ name: coder, count: 2 }', undefined, [
    'response_time_ms.p99',
    'classes.codr.quality, classes.coder/1.quality',
  ]),
  'too many agents and places for optimal': withAgents(
    '{ name: coder, count: 1000 }',
    'replicas: 2, max_queue: unlimited',
    ['max_queue: 16, ', ''],
    ['replicas: 4', `replicas: 4 }\n${manyModels(4)}    - { id: last`],
    ['max_load_threshold: off', 'assign: optimal'],
  ),
  'levels out of range': changed(
    ['replicas: 2', 'capabilities: { code: 101, text: -1, data: high }'],
    ['replicas: 4', 'capabilities: [code, 7]'],
    ['id: tiny', 'id: tiny, capabilities: code'],
  ),

  'alerts that are none': changed([
    ALERTS,
    `alerts:
  - { kind: overlod }
  - { for: 10s }
  - { kind: overload, above: 0.9 }
  - { kind: overload, min_attempts: 5 }
  - { kind: overload, model: lrge }
  - { kind: error_rate, above: 1.5, severity: fatal }
  - { kind: p99, above: 2, for: 10 }
  - overload
`,
  ]),
  'alerts that are raised again as soon as they are cleared': changed([
    ALERTS,
    'alerts: [{ kind: over_target, above: 0.8, clear_below: 0.9 }, { kind: p99, clear_below: 31s }]\n',
  ]),
  'alerts of one name': changed([
    ALERTS,
    'alerts: [{ kind: overload }, { kind: overload, model: large }, { kind: p99, name: slow }, { kind: error_rate, name: slow }]\n',
  ]),
  'an alert on quotas where no model has one': changed([ALERTS, 'alerts: [{ kind: quota }]\n']),
  'an alert on the quota of a model that has none': changed(
    ['id: tiny', 'id: tiny, quota: { concurrency: 5 }'],
    [ALERTS, 'alerts: [{ kind: quota, model: large }]\n'],
  ),
  'alerts as a word': changed([ALERTS, 'alerts: overload\n']),
  'ten mistakes at once': changed(
    ['name: burst', 'name: Burst'],
    ['seed: first', 'seed: 7.5'],
    ['replicas: 2', 'replica: 2'],
    ['speed: 0.3', 'speed: fast'],
    ['rate: 40/s', 'rate: 40'],
    ['  requests: 20000\n', ''],
    ['per_output_token: 2ms', 'per_output_token: 2'],
    ['- round_robin', '- power_of_too'],
    ['response_time_ms.p99', 'response_time_ms.p9x'],
    ['health: healthy', 'health: healthy, speed: 2'],
  ),
};

/** `count` different words, separated by commas. */
function range(count: number, letter: string): string {
  return Array.from({ length: count }, (_, i) => `${letter}${i}`).join(', ');
}

/** `count` models that take any number of requests. */
function manyModels(count: number): string {
  return Array.from({ length: count }, (_, m) => `    - { id: m${m}, max_queue: unlimited }\n`).join('');
}

type Change = readonly [from: string | RegExp, to: string];

/**
 * A workload of agents.
 * @param agents with what they send left out
 * @param large what stands at the first model in place of its replicas
 */
function withAgents(agents: string, large?: string, ...changes: readonly Change[]): string {
  const sending = agents.replaceAll('{ name', `{ ${SENDS}, name`);
  const own: readonly Change[] = large === undefined ? [] : [['replicas: 2', large]];
  return changed([/  arrivals(.*\n){3}/, `  agents: [${sending}]\n`], ...own, ...changes);
}
