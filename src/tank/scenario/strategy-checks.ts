import { policies, policyNames } from '../../router/index.js';
import { quoted } from '../workload/quoted.js';
import type { MeasureName } from './measures.js';
import { expectedOneOf, type Mistake, suggesting } from './mistake.js';
import { parsed, parsedEach, repeated, valueOf, wrongKey, wrongValue } from './rules.js';
import { scenarioSchema } from './schema.js';
import { schemaMistakes } from './schema-mistakes.js';
import { strategiesSchema, type StrategyEntry, strategyName, strategyPolicy } from './strategy-schema.js';

/** Measures that are defined by the service level objective. */
const SLO_MEASURES: readonly MeasureName[] = ['goodput_per_s', 'slo_attainment'];

/** Rules on strategies, their policies, and how they are compared. */
export function strategyMistakes(scenario: unknown): Mistake[] {
  const list = valueOf(scenario, 'strategies');
  const entries = parsedEach(strategiesSchema.element, list);
  const names = entries.map((entry) => entry && strategyName(entry));
  const advice = 'expected names that differ: { name: …, policy: … }';
  return [
    ...repeated('strategy', names, advice, (s) => ['strategies', s]),
    ...entries.flatMap((entry, s) => (entry === undefined ? [] : entryMistakes(scenario, entry, s))),
    ...baselineMistakes(scenario, names),
    ...compareMistakes(scenario),
  ];
}

function entryMistakes(scenario: unknown, entry: StrategyEntry, index: number): Mistake[] {
  const path = ['strategies', index];
  const name = strategyName(entry);
  const policy = strategyPolicy(entry);
  if (name === undefined) {
    return [
      wrongKey([...path, 'name'], `missing key "name" in strategies[${index}]`, 'expected a name, a policy or both'),
    ];
  }
  if (policy === undefined) {
    const message = `missing key "policy" in strategies[${index}]: ${quoted(name)} is not the name of one`;
    return [wrongValue([...path, 'name'], message, suggesting(expectedOneOf(policyNames), name))];
  }
  const options = valueOf(scenario, ...path, 'options') ?? {};
  return schemaMistakes(policies[policy].options, options, scenario, [...path, 'options']);
}

function baselineMistakes(scenario: unknown, names: readonly (string | undefined)[]): Mistake[] {
  const baseline = valueOf(scenario, 'baseline');
  const known = names.filter((name) => name !== undefined);
  if (typeof baseline !== 'string' || known.includes(baseline)) return [];
  if (known.length === 0 || known.length < names.length) return []; // it may be the name of one that has mistakes
  const advice = suggesting(expectedOneOf(known), baseline);
  return [wrongValue(['baseline'], `unknown strategy ${quoted(baseline)}`, advice)];
}

function compareMistakes(scenario: unknown): Mistake[] {
  const measures = parsed(scenarioSchema.shape.compare, valueOf(scenario, 'compare')) ?? [];
  const needSlo = valueOf(scenario, 'slo') === undefined ? SLO_MEASURES : [];
  return [
    ...repeated('measure', measures, 'keep one of the two', (m) => ['compare', m]),
    ...measures.flatMap((measure, m) =>
      needSlo.includes(measure)
        ? [wrongValue(['compare', m], `${measure} needs an slo`, 'add an slo, such as { response_time: 2s }')]
        : [],
    ),
  ];
}
