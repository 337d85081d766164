import {
  listed,
  type Mistake,
  parsedEach,
  type Path,
  quoted,
  repeated,
  suggesting,
  valueOf,
  wrongKey,
  wrongValue,
} from '../../../core/input/index.js';
import { endpointIds } from '../../../router/index.js';
import {
  comparablePaths,
  DEFAULT_QUANTILES,
  directionOf,
  type Need,
  type PartKind,
  parseMeasurePath,
  quantileOfName,
  quantilesIn,
} from '../../measures/index.js';
import { backends } from '../../simulation/index.js';
import { fleetSchema } from '../form/fleet-schema.js';
import { QUANTILE_LIMIT, quantilesSchema } from '../form/measure-form.js';

/** What a measure may need of a scenario, and what to add. */
const NEEDS: Record<
  Need,
  { readonly what: string; readonly advice: string; readonly isMet: (scenario: unknown, measure: string) => boolean }
> = {
  agents: {
    what: 'agents',
    advice: 'add workload.agents, such as [{ name: coder, needs: { code: 1 }, arrivals: … }]',
    isMet: (scenario) => valueOf(scenario, 'workload', 'agents') !== undefined,
  },
  assignment: {
    what: 'a strategy that assigns agents',
    advice: 'add assign: greedy to one of strategies',
    isMet: (scenario) => /"assign":/.test(JSON.stringify([valueOf(scenario, 'strategies')])),
  },
  failures: {
    what: 'failures',
    advice: 'add failures, or an event with a crash',
    isMet: (scenario) =>
      valueOf(scenario, 'failures', 0) !== undefined || /"crash":/.test(JSON.stringify([valueOf(scenario, 'events')])),
  },
  slo: {
    what: 'an slo',
    advice: 'add an slo, such as { response_time: 2s }',
    isMet: (scenario) => valueOf(scenario, 'slo') !== undefined,
  },
  prices: {
    what: 'a price of every model',
    advice: 'add to each of fleet.models a price, such as { prompt: 2, output: 8 }',
    isMet: (scenario) => modelEntries(scenario).every((model) => valueOf(model, 'price') !== undefined),
  },
  caches: {
    what: 'a model with a cache',
    advice: 'add to one of fleet.models a cache, such as { entries: 1000, hit_factor: 0.5 }',
    isMet: (scenario) => modelEntries(scenario).some((model) => valueOf(model, 'cache') !== undefined),
  },
  deadlines: {
    what: 'requests with deadlines',
    advice: 'add to a class of the workload a deadline, such as 2s',
    isMet: (scenario) => {
      const workload = valueOf(scenario, 'workload');
      return valueOf(workload, 'trace') !== undefined || /"deadline(_ms)?":/.test(JSON.stringify([workload]));
    },
  },
  timeout: {
    what: 'a timeout of the client',
    advice: 'add client: { timeout: 30s }, the response time that an unserved request counts with',
    isMet: (scenario) => valueOf(scenario, 'client', 'timeout') !== undefined,
  },
  backend: {
    what: 'backends that all measure it',
    advice: 'give every one of fleet.models such a backend: wavetank list backends shows them',
    isMet: (scenario, measure) => modelEntries(scenario).every((model) => isMeasuredBy(model, measure)),
  },
};

function isMeasuredBy(model: unknown, measure: string): boolean {
  const kind = valueOf(model, 'backend', 'kind') ?? 'slots';
  const entry = Object.entries(backends).find(([name]) => name === kind)?.[1];
  return entry === undefined || entry.measures.includes(measure); // an unknown kind is another mistake
}

function modelEntries(scenario: unknown): readonly unknown[] {
  const models = valueOf(scenario, 'fleet', 'models');
  return Array.isArray(models) ? models : [];
}

/** A measure that a scenario names, and where. */
interface Named {
  readonly measure: string;
  readonly path: Path;
  readonly part: 'key' | 'value';
  /** Whether one value of it is called better than another. */
  readonly isJudged: boolean;
}

/** Rules on the measures that strategies are compared, stopped and gated by. */
export function measureMistakes(scenario: unknown): Mistake[] {
  const named = measuresIn(scenario);
  const compared = named.filter(({ path }) => path[0] === 'compare').map(({ measure }) => measure);
  return [
    ...repeated('measure', compared, 'keep one of the two', (m) => ['compare', m]),
    ...named.flatMap((each) => mistakesOf(each, scenario)),
    ...quantileMistakes(scenario, named),
  ];
}

function measuresIn(scenario: unknown): readonly Named[] {
  const listAt = (isJudged: boolean, ...path: Path): Named[] => {
    const list = valueOf(scenario, ...path);
    return (Array.isArray(list) ? (list as unknown[]) : []).flatMap((measure, m) =>
      typeof measure === 'string' ? [{ measure, path: [...path, m], part: 'value', isJudged }] : [],
    );
  };
  const selected = valueOf(scenario, 'select', 'measure');
  const tolerance = valueOf(scenario, 'tolerance');
  const keys = typeof tolerance === 'object' && tolerance !== null ? Object.keys(tolerance) : [];
  return [
    ...listAt(true, 'compare'),
    ...listAt(false, 'precision', 'measures'),
    ...(typeof selected === 'string'
      ? [{ measure: selected, path: ['select', 'measure'], part: 'value' as const, isJudged: true }]
      : []),
    ...keys
      .filter((key) => key !== 'default')
      .map((key) => ({ measure: key, path: ['tolerance', key], part: 'key' as const, isJudged: true })),
  ];
}

function mistakesOf(named: Named, scenario: unknown): Mistake[] {
  const { measure, isJudged } = named;
  const names = comparablePaths(quantilesOf(scenario));
  const found = parseMeasurePath(measure);
  if (found === undefined || (found.statistic !== undefined && !isStatistic(found.statistic))) {
    return [wrong(named, `unknown measure ${quoted(measure)}`, suggesting(measuresAdvice(names), measure, names))];
  }
  if (isJudged && directionOf(measure) === null) {
    const message = `${measure} has no better direction, so it is shown but not judged`;
    return [wrong(named, message, measuresAdvice(names))];
  }
  const { needs } = found.measure;
  if (needs !== undefined && !NEEDS[needs].isMet(scenario, found.name)) {
    return [wrong(named, `${measure} needs ${NEEDS[needs].what}`, NEEDS[needs].advice)];
  }
  return found.part === undefined ? [] : partMistakes(named, found.part, scenario);
}

/** Advice that lists measures: times once, with their statistics behind them. */
export function measuresAdvice(names: readonly string[]): string {
  const times = new Map<string, string[]>();
  const others: string[] = [];
  for (const name of names) {
    const { name: measure, statistic } = parseMeasurePath(name) ?? { name };
    if (statistic === undefined) others.push(name);
    else times.set(measure, [...(times.get(measure) ?? []), `.${statistic}`]);
  }
  const [statistics = []] = times.values();
  return `expected one of: ${[...times.keys()].join(', ')}, each with ${statistics.join(', ')}; ${others.join(', ')}`;
}

function isStatistic(name: string): boolean {
  return name === 'mean' || quantileOfName(name) !== undefined;
}

function partMistakes(named: Named, { kind, name }: { kind: PartKind; name: string }, scenario: unknown): Mistake[] {
  const names = NAMES[kind](scenario);
  if (names === undefined || names.includes(name)) return [];
  const advice = names.length === 0 ? `the scenario has no ${kind}` : `expected one of: ${listed(names)}`;
  return [wrong(named, `unknown ${kind} ${quoted(name)} in ${quoted(named.measure)}`, suggesting(advice, name, names))];
}

/** Names of the parts of a scenario; undefined while it has mistakes there. */
const NAMES: Record<PartKind, (scenario: unknown) => readonly string[] | undefined> = {
  class: (scenario) => {
    if (valueOf(scenario, 'workload', 'trace') !== undefined) return undefined; // known when it is read
    const classes = valueOf(scenario, 'workload', 'agents') ?? valueOf(scenario, 'workload', 'classes');
    const list = Array.isArray(classes) ? (classes as unknown[]) : [];
    return list.map((each) => valueOf(each, 'name')).filter((name) => typeof name === 'string');
  },
  model: (scenario) => modelsOf(scenario)?.map(({ id }) => id),
  endpoint: (scenario) => {
    const events = valueOf(scenario, 'events');
    const added = (Array.isArray(events) ? (events as unknown[]) : []).map((event) => valueOf(event, 'add'));
    const initial = modelsOf(scenario)?.flatMap(endpointIds);
    return initial && [...initial, ...added.filter((id) => typeof id === 'string')];
  },
};

function modelsOf(scenario: unknown) {
  const models = parsedEach(fleetSchema.shape.models.element, valueOf(scenario, 'fleet', 'models'));
  return models.every((model) => model !== undefined) ? models : undefined;
}

function quantilesOf(scenario: unknown): readonly number[] {
  const found = quantilesSchema.safeParse(valueOf(scenario, 'quantiles'));
  return found.success ? found.data : DEFAULT_QUANTILES;
}

/** What is compared is measured, so it adds to the quantiles. */
function quantileMistakes(scenario: unknown, named: readonly Named[]): Mistake[] {
  const all = new Set([...quantilesOf(scenario), ...quantilesIn(named.map(({ measure }) => measure))]);
  if (all.size <= QUANTILE_LIMIT) return [];
  const message = `the scenario has ${all.size} different quantiles, with those of its measures`;
  return [wrongKey(['compare'], message, `expected at most ${QUANTILE_LIMIT}`)];
}

function wrong({ path, part }: Named, message: string, advice: string): Mistake {
  return part === 'key' ? wrongKey(path, message, advice) : wrongValue(path, message, advice);
}
