import { type ArrivalName, arrivals } from '../../traffic/index.js';
import {
  expectedOneOf,
  type Mistake,
  parsed,
  type Path,
  pathText,
  quoted,
  repeated,
  suggesting,
  valueAt,
  valueOf,
  wrongKey,
  wrongValue,
} from '../../../core/input/index.js';
import { AGENT_LIMIT, agentCountSchema } from '../form/agents-schema.js';
import { scenarioSchema } from '../form/schema.js';
import { workloadSchema } from '../form/workload-schema.js';
import { wishMistakes } from './wish-checks.js';

const { shape } = scenarioSchema;

/** Rules on what a workload is made of, and on what depends on it. */
export function workloadMistakes(scenario: unknown): Mistake[] {
  const workload = valueOf(scenario, 'workload');
  if (typeof workload !== 'object' || workload === null || Array.isArray(workload)) return [];
  const has = (key: string) => valueAt(workload, [key]).exists;
  if (has('trace')) return recordedMistakes(scenario, has);
  return has('list') ? listedMistakes(scenario, has) : syntheticMistakes(scenario, has);
}

function recordedMistakes(scenario: unknown, has: (key: string) => boolean): Mistake[] {
  const others = Object.keys(workloadSchema.shape).filter((key) => key !== 'trace' && has(key));
  const advice = 'a recorded trace brings its own arrivals and lengths: remove this key, or trace';
  const mistakes = others.map((key) => wrongKey(['workload', key], `${key} cannot be combined with trace`, advice));
  for (const rule of ['precision', 'select']) {
    if (valueOf(scenario, rule) === undefined) continue;
    mistakes.push(wrongKey([rule], `${rule} does not apply to a recorded trace`, RULE_ADVICE));
  }
  const replications = parsed(shape.replications, valueOf(scenario, 'replications'));
  const isResampled = valueOf(scenario, 'workload', 'trace', 'resample') !== undefined;
  if (replications === undefined || replications === 1 || isResampled) return mistakes;
  const message = `replications cannot be ${replications} for a recorded trace`;
  return [
    ...mistakes,
    wrongValue(
      ['replications'],
      message,
      'expected 1: a recorded trace runs once, each run would be the same (or give trace.resample)',
    ),
  ];
}

const RULE_ADVICE =
  'remove this key: a recorded trace runs once, and the spread of resampled replications does not shrink with their number';

function listedMistakes(scenario: unknown, has: (key: string) => boolean): Mistake[] {
  const others = Object.keys(workloadSchema.shape).filter((key) => key !== 'list' && has(key));
  const advice = 'a list of requests excludes this key: remove it, or list';
  return [
    ...others.map((key) => wrongKey(['workload', key], `${key} cannot be combined with list`, advice)),
    ...wishMistakes(scenario),
  ];
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function syntheticMistakes(scenario: unknown, has: (key: string) => boolean): Mistake[] {
  const mistakes: Mistake[] = [];
  if (has('requests') && has('duration') && !waits(scenario)) {
    mistakes.push(
      wrongKey(['workload', 'duration'], 'the workload has both requests and duration', 'keep one of the two'),
    );
  }
  if (!has('requests') && !has('duration')) {
    const advice = 'expected requests, such as 20000, or duration, such as 10m';
    mistakes.push(wrongKey(['workload'], 'the workload has neither requests nor duration', advice));
  }
  if (has('duration') && waits(scenario)) {
    const message = 'the workload has a duration, but its requests wait for answers';
    mistakes.push(
      wrongKey(
        ['workload', 'duration'],
        message,
        'give requests: the number that arrives in a duration depends on the fleet',
      ),
    );
  }
  const sources = listOf(valueOf(scenario, 'workload', 'sources'));
  if (has('agents')) {
    const advice = 'it belongs to each of the agents: move it there, or remove agents';
    const others = [...SOURCE_KEYS, 'sources', 'classes'].filter(has);
    const agents = listOf(valueOf(scenario, 'workload', 'agents'));
    mistakes.push(
      ...others.map((key) => wrongKey(['workload', key], `${key} cannot be combined with agents`, advice)),
      ...agentMistakes(agents),
      ...agents.flatMap((_, k) => sourceMistakes(scenario, ['workload', 'agents', k])),
    );
  } else if (has('sources')) {
    const advice = 'it belongs to each of the sources: move it there, or remove sources';
    const others = SOURCE_KEYS.filter((key) => key !== 'class' && has(key));
    mistakes.push(
      ...others.map((key) => wrongKey(['workload', key], `${key} cannot be combined with sources`, advice)),
    );
    mistakes.push(...sources.flatMap((_, k) => sourceMistakes(scenario, ['workload', 'sources', k])));
  } else mistakes.push(...sourceMistakes(scenario, ['workload']));
  return [...mistakes, ...wishMistakes(scenario), ...warmUpMistakes(scenario)];
}

/** Agents are not too many, and have names that differ: several of a kind are its name with /0, /1, … behind it. */
function agentMistakes(agents: readonly unknown[]): Mistake[] {
  const names = agents.map((agent) => valueOf(agent, 'name'));
  const counts = agents.map((agent) => parsed(agentCountSchema, valueOf(agent, 'count')) ?? 1);
  const countOf = new Map(names.map((name, k) => [name, counts[k]]));
  const pathOf = (k: number): Path => ['workload', 'agents', k, 'name'];
  const taken = names.flatMap((name, k) => {
    if (typeof name !== 'string') return [];
    const [, kind, number] = /^(.+)\/(0|[1-9]\d*)$/.exec(name) ?? [];
    const count = countOf.get(kind) ?? 1;
    if (count === 1 || Number(number) >= count) return [];
    const message = `the name ${quoted(name)} is that of one of the ${count} agents ${quoted(kind)}`;
    return [wrongValue(pathOf(k), message, 'expected another name')];
  });
  return [
    ...repeated('agent', names, 'expected names that differ, or one agent with a count', pathOf),
    ...taken,
    ...tooManyAgents(counts.reduce((sum, count) => sum + count, 0)),
  ];
}

function tooManyAgents(count: number): Mistake[] {
  if (count <= AGENT_LIMIT) return [];
  const advice = `expected at most ${AGENT_LIMIT} in all`;
  return [wrongKey(['workload', 'agents'], `the workload has ${count} agents`, advice)];
}

const SOURCE_KEYS = Object.keys(workloadSchema.shape.sources.unwrap().element.shape);

/** All that may say when requests arrive. */
function streamsOf(workload: unknown): readonly unknown[] {
  return [workload, ...listOf(valueOf(workload, 'sources')), ...listOf(valueOf(workload, 'agents'))];
}

/** Whether later requests wait for the end of earlier ones. */
function waits(scenario: unknown): boolean {
  const workload = valueOf(scenario, 'workload');
  return streamsOf(workload).some(
    (source) => valueOf(source, 'users') !== undefined || valueOf(source, 'sessions', 'think_from') === 'completion',
  );
}

/** Rules on one stream of requests, at its place in the scenario. */
function sourceMistakes(scenario: unknown, path: Path): Mistake[] {
  const source = valueOf(scenario, ...path);
  const has = (key: string) => valueAt(source, [key]).exists;
  const mistakes: Mistake[] = [];
  if (!has('arrivals') && !has('users')) {
    const instead = path.length === 1 ? 'or users, or a trace' : 'or users';
    const advice = `expected an arrival process, such as { kind: poisson, rate: 40/s }, ${instead}`;
    mistakes.push(wrongKey([...path, 'arrivals'], `missing key "arrivals" in ${pathText(path)}`, advice));
  }
  if (has('arrivals') && has('users')) {
    mistakes.push(wrongKey([...path, 'users'], 'users cannot be combined with arrivals', 'keep one of the two'));
  }
  mistakes.push(...sessionMistakes(scenario, source, [...path, 'sessions']));
  if (has('output_by_prompt') && has('output_tokens')) {
    const message = 'output_by_prompt cannot be combined with output_tokens';
    mistakes.push(wrongKey([...path, 'output_by_prompt'], message, 'keep one of the two'));
  }
  const beside = ['prompt_tokens', 'output_tokens', 'output_by_prompt'].filter((key) => has('lengths') && has(key));
  const pairs = 'remove it: lengths has prompts and outputs, in pairs; or remove lengths';
  mistakes.push(...beside.map((key) => wrongKey([...path, key], `${key} cannot be combined with lengths`, pairs)));
  const classes = listOf(valueOf(scenario, 'workload', 'classes')).map((each) => valueOf(each, 'name'));
  const name = valueOf(source, 'class');
  if (typeof name === 'string' && path[1] !== 'agents' && !classes.includes(name)) {
    const known = classes.filter((each) => typeof each === 'string');
    const advice =
      known.length === 0 ? 'expected a name of workload.classes, but there are none' : expectedOneOf(known);
    mistakes.push(
      wrongValue(
        [...path, 'class'],
        `unknown class ${quoted(name)}`,
        known.length === 0 ? advice : suggesting(advice, name),
      ),
    );
  }
  return [...mistakes, ...blockMistakes(scenario, source, path), ...lengthMistakes(scenario, source, path)];
}

function placeOf(path: Path): string {
  if (path.length === 1) return 'the workload';
  return path[1] === 'agents' ? 'the agent' : 'the source';
}

/** Users think between all of their requests; and nothing comes before the start where anything waits for answers. */
function sessionMistakes(scenario: unknown, source: unknown, path: Path): Mistake[] {
  const sessions = valueOf(source, 'sessions');
  if (typeof sessions !== 'object' || sessions === null) return [];
  const has = (key: string) => valueAt(sessions, [key]).exists;
  if (valueOf(source, 'users') !== undefined) {
    const advice = 'remove it: users.think_time sets the think time of users, from the answer on';
    const idle = ['think_time', 'think_from', 'run_in'].filter(has);
    return idle.map((key) => wrongKey([...path, key], `${key} of sessions has no effect with users`, advice));
  }
  const mistakes: Mistake[] = [];
  if (!has('think_time')) {
    const advice = 'expected a distribution of durations, such as { kind: exponential, mean: 5s }';
    mistakes.push(wrongKey([...path, 'think_time'], 'missing key "think_time" in sessions', advice));
  }
  if (has('run_in') && waits(scenario)) {
    const advice = 'remove it: there are no answers before the start, so sessions cannot run in';
    mistakes.push(wrongKey([...path, 'run_in'], 'run_in is not allowed if requests wait for answers', advice));
  }
  return mistakes;
}

/** Blocks are cut from the lengths of prompts and of the prefixes in them. */
function blockMistakes(scenario: unknown, source: unknown, path: Path): Mistake[] {
  const hasBlocks = valueOf(scenario, 'workload', 'block_tokens') !== undefined;
  const hasPrefixes = valueOf(source, 'prefixes') !== undefined;
  const hasTokens = valueOf(source, 'prefixes', 'tokens') !== undefined;
  if (hasPrefixes && hasBlocks && !hasTokens) {
    const message = 'prompts are cut into blocks, but the prefixes have no length';
    return [wrongKey([...path, 'prefixes'], message, 'add prefixes.tokens, such as { kind: constant, value: 1024 }')];
  }
  if (!hasBlocks && hasTokens) {
    const message = 'the prefixes have a length, but prompts are not cut into blocks';
    return [wrongKey([...path, 'prefixes', 'tokens'], message, 'add workload.block_tokens, or remove this key')];
  }
  return [];
}

/** What needs lengths: a service time by tokens, growing conversations, answers by prompt, blocks. */
function lengthMistakes(scenario: unknown, source: unknown, path: Path): Mistake[] {
  const classes = listOf(valueOf(scenario, 'workload', 'classes'));
  const has = (key: string) =>
    valueAt(source, [key]).exists ||
    valueOf(source, 'lengths') !== undefined ||
    (classes.length > 0 && classes.every((each) => valueAt(each, [key]).exists));
  const service = parsed(shape.service, valueOf(scenario, 'service'));
  const place = placeOf(path);
  const mistakes: Mistake[] = [];
  if (service?.kind === 'tokens') {
    const costs = { prompt: service.perPromptTokenMs, output: service.perOutputTokenMs };
    for (const [side, costMs] of Object.entries(costs)) {
      if (costMs === 0 || has(`${side}_tokens`) || (side === 'output' && has('output_by_prompt'))) continue;
      const key = `per_${side}_token`;
      const message = `${key} is above 0, but ${place} has no ${side}_tokens`;
      const advice = `add ${pathText(path)}.${side}_tokens, such as { kind: lognormal, mean: 200, cv: 1 }, or set ${key} to 0`;
      mistakes.push(wrongKey(['service', key], message, advice));
    }
  }
  if (has('prompt_tokens')) return mistakes;
  const needs = [
    { key: 'output_by_prompt', isThere: has('output_by_prompt'), at: [...path, 'output_by_prompt'] },
    {
      key: 'new_tokens',
      isThere: valueOf(source, 'sessions', 'new_tokens') !== undefined,
      at: [...path, 'sessions', 'new_tokens'],
    },
    {
      key: 'block_tokens',
      isThere: valueOf(scenario, 'workload', 'block_tokens') !== undefined,
      at: ['workload', 'block_tokens'],
    },
  ];
  const advice = 'add prompt_tokens, such as { kind: lognormal, mean: 800, cv: 1 }';
  return [
    ...mistakes,
    ...needs.flatMap(({ key, isThere, at }) =>
      isThere ? [wrongKey(at, `${key} needs the length of prompts, and ${place} has no prompt_tokens`, advice)] : [],
    ),
  ];
}

function warmUpMistakes(scenario: unknown): Mistake[] {
  const value = valueOf(scenario, 'warm_up');
  const warmUpMs = parsed(shape.warm_up, value);
  const duration = valueOf(scenario, 'workload', 'duration');
  const durationMs = parsed(workloadSchema.shape.duration, duration);
  if (warmUpMs === 'auto') return automaticMistakes(scenario);
  if (warmUpMs === undefined || durationMs === undefined || warmUpMs < durationMs) return [];
  const message = `the warm_up of ${quoted(value)} is not shorter than the duration`;
  return [wrongValue(['warm_up'], message, `expected less than ${quoted(duration)}`)];
}

/** Arrivals whose rate changes at set times: such a run has no steady state to wait for. */
function isScheduled(kind: unknown): kind is ArrivalName {
  return (
    typeof kind === 'string' && Object.hasOwn(arrivals, kind) && arrivals[kind as ArrivalName].load === 'scheduled'
  );
}

/** A warm-up can be found only where the load is the same from start to end. */
function automaticMistakes(scenario: unknown): Mistake[] {
  const workload = valueOf(scenario, 'workload');
  const kinds = streamsOf(workload).map((source) => valueOf(source, 'arrivals', 'kind'));
  const changing = kinds.find(isScheduled);
  const why =
    (valueOf(workload, 'trace') !== undefined && 'a recorded trace') ||
    (valueOf(workload, 'list') !== undefined && 'a list of requests') ||
    (changing !== undefined && `arrivals of kind ${changing}`) ||
    (listOf(valueOf(scenario, 'events')).length > 0 && 'events') ||
    undefined;
  if (why === undefined) return [];
  const message = `warm_up cannot be auto: the load changes by design with ${why}`;
  return [wrongValue(['warm_up'], message, 'expected a duration, such as 30s, or 0')];
}
