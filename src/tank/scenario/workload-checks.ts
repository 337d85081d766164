import { quoted } from '../workload/quoted.js';
import { expectedOneOf, type Mistake, suggesting } from './mistake.js';
import { parsed, valueOf, wrongKey, wrongValue } from './rules.js';
import { scenarioSchema } from './schema.js';
import { valueAt } from './source.js';
import { workloadSchema } from './workload-schema.js';

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
  const mistakes = others.map((key) => wrongKey(['workload', key], `${key} cannot stand beside trace`, advice));
  const replications = parsed(shape.replications, valueOf(scenario, 'replications'));
  if (replications === undefined || replications === 1) return mistakes;
  const message = `replications cannot be ${replications} for a recorded trace`;
  return [
    ...mistakes,
    wrongValue(['replications'], message, 'expected 1: a recorded trace runs once, each run would be the same'),
  ];
}

function listedMistakes(scenario: unknown, has: (key: string) => boolean): Mistake[] {
  const others = Object.keys(workloadSchema.shape).filter((key) => key !== 'list' && has(key));
  const advice = 'a list of requests stands alone: remove this key, or list';
  return [
    ...others.map((key) => wrongKey(['workload', key], `${key} cannot stand beside list`, advice)),
    ...wishMistakes(scenario),
  ];
}

/** What listed requests ask for must exist: a request for a region without endpoints would be for any. */
function wishMistakes(scenario: unknown): Mistake[] {
  const models = listOf(valueOf(scenario, 'fleet', 'models'));
  const known = {
    model: models.map((model) => valueOf(model, 'id')),
    region: models.map((model) => valueOf(model, 'region')),
  };
  return listOf(valueOf(scenario, 'workload', 'list')).flatMap((request, index) =>
    (['model', 'region'] as const).flatMap((key) => {
      const asked = valueOf(request, key);
      if (typeof asked !== 'string' || known[key].includes(asked)) return [];
      const names = [...new Set(known[key].filter((name) => typeof name === 'string'))];
      const advice =
        names.length === 0 ? `expected no ${key}: no model names one` : suggesting(expectedOneOf(names), asked);
      return [wrongValue(['workload', 'list', index, key], `unknown ${key} ${quoted(asked)}`, advice)];
    }),
  );
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function syntheticMistakes(scenario: unknown, has: (key: string) => boolean): Mistake[] {
  const mistakes: Mistake[] = [];
  if (!has('arrivals')) {
    const advice = 'expected an arrival process, such as { kind: poisson, rate: 40/s }, or a trace';
    mistakes.push(wrongKey(['workload', 'arrivals'], 'missing key "arrivals" in workload', advice));
  }
  if (has('requests') && has('duration')) {
    mistakes.push(
      wrongKey(['workload', 'duration'], 'the workload has both requests and duration', 'keep one of the two'),
    );
  }
  if (!has('requests') && !has('duration')) {
    const advice = 'expected requests, such as 20000, or duration, such as 10m';
    mistakes.push(wrongKey(['workload'], 'the workload has neither requests nor duration', advice));
  }
  return [...mistakes, ...lengthMistakes(scenario, has), ...warmUpMistakes(scenario)];
}

/** A service time by tokens needs their numbers. */
function lengthMistakes(scenario: unknown, has: (key: string) => boolean): Mistake[] {
  const service = parsed(shape.service, valueOf(scenario, 'service'));
  if (service?.kind !== 'tokens') return [];
  const costs = { prompt: service.perPromptTokenMs, output: service.perOutputTokenMs };
  return Object.entries(costs).flatMap(([side, costMs]) => {
    if (costMs === 0 || has(`${side}_tokens`)) return [];
    const key = `per_${side}_token`;
    const message = `${key} is above 0, and the workload has no ${side}_tokens`;
    const advice = `add workload.${side}_tokens, such as { kind: lognormal, mean: 200, cv: 1 }, or set ${key} to 0`;
    return [wrongKey(['service', key], message, advice)];
  });
}

function warmUpMistakes(scenario: unknown): Mistake[] {
  const value = valueOf(scenario, 'warm_up');
  const warmUpMs = parsed(shape.warm_up, value);
  const duration = valueOf(scenario, 'workload', 'duration');
  const durationMs = parsed(workloadSchema.shape.duration, duration);
  if (warmUpMs === undefined || durationMs === undefined || warmUpMs < durationMs) return [];
  const message = `the warm_up of ${quoted(value)} leaves nothing of the duration`;
  return [wrongValue(['warm_up'], message, `expected less than ${quoted(duration)}`)];
}
