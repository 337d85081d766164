import { abTestMistakes, strategyEntryMistakes, strategyName } from '../../../router/config/index.js';
import {
  expectedOneOf,
  type Mistake,
  parsed,
  parsedEach,
  type Path,
  quoted,
  repeated,
  suggesting,
  valueOf,
  wrongKey,
  wrongValue,
} from '../../../core/input/index.js';
import type { MeasureName } from '../../measures/index.js';
import { scenarioSchema } from '../form/schema.js';
import { REPORTS_UNDER_WAY_LIMIT } from '../../simulation/index.js';
import { strategiesSchema, telemetrySchema } from '../form/strategy-schema.js';

/** Measures that are defined by the service level objective. */
const SLO_MEASURES: readonly MeasureName[] = ['goodput_per_s', 'slo_attainment'];

/** Rules on strategies, their policies, and how they are compared. */
export function strategyMistakes(scenario: unknown): Mistake[] {
  const list = valueOf(scenario, 'strategies');
  const entries = parsedEach(strategiesSchema.element, list);
  const names = entries.map((entry) => entry && strategyName(entry));
  const fleet = valueOf(scenario, 'fleet', 'models');
  const models = (Array.isArray(fleet) ? (fleet as unknown[]) : []).map((model) => valueOf(model, 'id'));
  const advice = 'expected names that differ: { name: …, policy: … }';
  return [
    ...repeated('strategy', names, advice, (s) => ['strategies', s]),
    ...entries.flatMap((entry, s) =>
      entry === undefined ? [] : strategyEntryMistakes(scenario, entry, ['strategies', s]),
    ),
    ...baselineMistakes(scenario, names),
    ...abTestMistakes(scenario, ['router'], models),
    ...names.flatMap((_, s) => abTestMistakes(scenario, ['strategies', s], models)),
    ...telemetryMistakes(scenario, []),
    ...names.flatMap((_, s) => telemetryMistakes(scenario, ['strategies', s])),
    ...compareMistakes(scenario),
    ...toleranceMistakes(scenario),
  ];
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

/** A tolerance makes its measure judged: it has to be measured. */
function toleranceMistakes(scenario: unknown): Mistake[] {
  if (valueOf(scenario, 'slo') !== undefined) return [];
  return SLO_MEASURES.filter((measure) => valueOf(scenario, 'tolerance', measure) !== undefined).map((measure) =>
    wrongKey(['tolerance', measure], `${measure} needs an slo`, 'add an slo, such as { response_time: 2s }'),
  );
}
