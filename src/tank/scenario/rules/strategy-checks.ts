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
import { REPORTS_UNDER_WAY_LIMIT } from '../../simulation/index.js';
import { strategiesSchema, type StrategyEntry, telemetrySchema } from '../form/strategy-schema.js';

/** Rules on strategies and their policies. */
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
    ...entries.flatMap((entry, s) => agentMistakes(scenario, entry, ['strategies', s])),
    ...baselineMistakes(scenario, names),
    ...abTestMistakes(scenario, ['router'], models),
    ...names.flatMap((_, s) => abTestMistakes(scenario, ['strategies', s], models)),
    ...telemetryMistakes(scenario, []),
    ...names.flatMap((_, s) => telemetryMistakes(scenario, ['strategies', s])),
  ];
}

/** Agents can be assigned where there are some. */
function agentMistakes(scenario: unknown, entry: StrategyEntry | undefined, path: Path): Mistake[] {
  if (typeof entry !== 'object' || entry.assign === undefined) return [];
  if (valueOf(scenario, 'workload', 'agents') !== undefined) return [];
  const advice = 'add workload.agents, such as [{ name: coder, needs: { code: 1 }, arrivals: … }], or remove assign';
  return [wrongKey([...path, 'assign'], 'agents are assigned, but the workload has none', advice)];
}

/** Reports that come late have to be taken at intervals, and not too many of them at once. */
function telemetryMistakes(scenario: unknown, path: Path): Mistake[] {
  const telemetry = parsed(telemetrySchema, valueOf(scenario, ...path, 'telemetry'));
  if (telemetry === undefined || telemetry.delay === 0) return [];
  if (telemetry.interval === 0) {
    const message = 'the delay of telemetry is above 0, but its interval is 0';
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
