import { policies, policyNames } from '../../../router/index.js';
import {
  expectedOneOf,
  type Mistake,
  parsed,
  parsedEach,
  type Path,
  quoted,
  repeated,
  schemaMistakes,
  suggesting,
  valueOf,
  wrongKey,
  wrongValue,
} from '../../../core/input/index.js';
import { REPORTS_UNDER_WAY_LIMIT } from '../../simulation/index.js';
import {
  strategiesSchema,
  type StrategyEntry,
  strategyName,
  strategyPolicy,
  telemetrySchema,
} from '../form/strategy-schema.js';

/** Rules on strategies and their policies. */
export function strategyMistakes(scenario: unknown): Mistake[] {
  const list = valueOf(scenario, 'strategies');
  const entries = parsedEach(strategiesSchema.element, list);
  const names = entries.map((entry) => entry && strategyName(entry));
  const advice = 'expected names that differ: { name: …, policy: … }';
  return [
    ...repeated('strategy', names, advice, (s) => ['strategies', s]),
    ...entries.flatMap((entry, s) => (entry === undefined ? [] : entryMistakes(scenario, entry, s))),
    ...baselineMistakes(scenario, names),
    ...abTestMistakes(scenario, ['router']),
    ...names.flatMap((_, s) => abTestMistakes(scenario, ['strategies', s])),
    ...telemetryMistakes(scenario, []),
    ...names.flatMap((_, s) => telemetryMistakes(scenario, ['strategies', s])),
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

const AB_MODELS = ['ab_test_model_a', 'ab_test_model_b'];

/** The models of an A/B test exist, and are given where it is on; a strategy takes over what `router` says. */
function abTestMistakes(scenario: unknown, path: Path): Mistake[] {
  const given = (key: string) => valueOf(scenario, ...path, key) ?? valueOf(scenario, 'router', key);
  const models = valueOf(scenario, 'fleet', 'models');
  const ids = (Array.isArray(models) ? (models as unknown[]) : []).map((model) => valueOf(model, 'id'));
  const unknown = AB_MODELS.flatMap((key) => {
    const id = valueOf(scenario, ...path, key);
    if (typeof id !== 'string' || ids.includes(id)) return [];
    const advice = suggesting(expectedOneOf(ids.filter((known) => typeof known === 'string')), id);
    return [wrongValue([...path, key], `unknown model ${quoted(id)}`, advice)];
  });
  if (valueOf(scenario, ...path, 'ab_test_enabled') !== true || unknown.length > 0) return unknown;
  const missing = AB_MODELS.filter((key) => given(key) === undefined);
  if (missing.length > 0) {
    const advice = `add ${missing.join(' and ')}: the ids of the two models`;
    return [wrongKey([...path, 'ab_test_enabled'], `the A/B test has no ${missing.join(' and no ')}`, advice)];
  }
  if (given(AB_MODELS[0]) !== given(AB_MODELS[1])) return [];
  return [wrongKey([...path, 'ab_test_enabled'], 'the A/B test compares a model with itself', 'expected two models')];
}

/** Reports that come late have to be taken at intervals, and not too many of them at once. */
function telemetryMistakes(scenario: unknown, path: Path): Mistake[] {
  const telemetry = parsed(telemetrySchema, valueOf(scenario, ...path, 'telemetry'));
  if (telemetry === undefined || telemetry.delay === 0) return [];
  if (telemetry.interval === 0) {
    const message = 'the delay of telemetry is above 0, and its interval is 0';
    return [
      wrongKey(
        [...path, 'telemetry', 'delay'],
        message,
        'add an interval, such as 1s: reports on every change come at once',
      ),
    ];
  }
  if (telemetry.delay / telemetry.interval <= REPORTS_UNDER_WAY_LIMIT) return [];
  const message = `the delay of telemetry is more than ${REPORTS_UNDER_WAY_LIMIT} intervals`;
  return [wrongKey([...path, 'telemetry', 'delay'], message, 'expected a shorter delay or a longer interval')];
}

function baselineMistakes(scenario: unknown, names: readonly (string | undefined)[]): Mistake[] {
  const baseline = valueOf(scenario, 'baseline');
  const known = names.filter((name) => name !== undefined);
  if (typeof baseline !== 'string' || known.includes(baseline)) return [];
  if (known.length === 0 || known.length < names.length) return []; // it may be the name of one that has mistakes
  const advice = suggesting(expectedOneOf(known), baseline);
  return [wrongValue(['baseline'], `unknown strategy ${quoted(baseline)}`, advice)];
}
