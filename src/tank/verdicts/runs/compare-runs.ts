import { sum } from 'simple-statistics';
import { InputError, VERSION } from '../../../core/index.js';
import { LEVEL } from '../../estimates/index.js';
import { directionOf } from '../../measures/index.js';
import type { ComparedSide, ComparedValue, RunComparison } from '../../results/index.js';
import { verdictsOf } from '../compare.js';
import { changedNumbers } from '../gate/changed-numbers.js';
import { measureAt } from '../stored-values.js';
import type { ComparedRun } from './compared-run.js';
import { type PairOfRuns, pairOfRuns } from './pair-of-runs.js';
import { unpairedReason } from './same-traffic.js';
import { scenarioChanges } from './scenario-changes.js';
import { type Side, wholeOf } from './side.js';

/** Keys of the scenarios that differ and are told of. */
const MOST_CHANGES = 20;

/**
 * Two stored runs, strategy by strategy, in every measure that either compares and both have, with Holm's correction over
 * all of them.
 * @throws InputError when they met traffic of another kind, or have no strategy or no measure in common
 */
export function compareRuns(before: ComparedRun, after: ComparedRun): RunComparison {
  const unpaired = unpairedReason(before, after);
  const [had, has] = [before, after].map(namesOf);
  const common = has.filter((name) => had.includes(name));
  if (common.length === 0) throw nothingCommon(before, after, 'strategy', had, has);
  const sides = common.map((name) => ({ then: sideOf(before, name), since: sideOf(after, name) }));
  const measures = measuresOf(before, after, sides);
  const pairs = measures.common.flatMap((measure) =>
    sides.map(({ then, since }) => ({ then, since, pair: pairOfRuns(measure, since, then, unpaired === undefined) })),
  );
  const verdicts = verdictsOf(pairs.map(({ pair }) => pair));
  const numbers = sides.map(({ then, since }) => changedNumbers(then.strategy, since.strategy));
  const changes = before.scenario && after.scenario ? scenarioChanges(before.scenario, after.scenario) : undefined;
  return {
    schema: 'wavetank.compare/1',
    version: VERSION,
    before: describe(before),
    after: describe(after),
    level: LEVEL,
    is_paired: unpaired === undefined,
    ...(unpaired !== undefined && { unpaired_reason: unpaired }),
    numbers: { compared: sum(numbers.map((n) => n.compared)), changed: sum(numbers.map((n) => n.changed)) },
    only_before: { strategies: had.filter((name) => !has.includes(name)), measures: measures.onlyBefore },
    only_after: { strategies: has.filter((name) => !had.includes(name)), measures: measures.onlyAfter },
    ...(changes && { scenario_changes: changes.slice(0, MOST_CHANGES) }),
    ...(changes && changes.length > MOST_CHANGES && { more_scenario_changes: changes.length - MOST_CHANGES }),
    comparisons: pairs.map(({ then, since, pair }, i) => ({
      strategy: since.strategy.name,
      place: since.strategy.place,
      measure: pair.measure,
      method: pair.method,
      ...valueField('before', pair.measure, then, pair.theirs),
      ...valueField('after', pair.measure, since, pair.ours),
      ...verdicts[i],
      ...(pair.isEqual && { is_equal: true as const }),
    })),
    notes: notesOn(
      before,
      after,
      pairs.map(({ pair }) => pair),
      unpaired === undefined,
    ),
  };
}

function namesOf({ summary }: ComparedRun): readonly string[] {
  return summary.strategies.map(({ name }) => name);
}

function sideOf(run: ComparedRun, name: string): Side {
  const s = run.summary.strategies.findIndex((each) => each.name === name);
  return { run, strategy: run.summary.strategies[s], values: run.values?.[s] };
}

/** What either run compares, by whether each of them has a value of it. */
function measuresOf(
  before: ComparedRun,
  after: ComparedRun,
  sides: readonly { readonly then: Side; readonly since: Side }[],
) {
  const [had, has] = [before, after].map(({ summary }) => summary.scenario.compare);
  const asked = [...new Set([...has, ...had])].filter((measure) => directionOf(measure) !== null);
  const isIn = (side: 'then' | 'since', measure: string) =>
    sides.some((each) => wholeOf(measure, each[side]) !== undefined);
  const common = asked.filter((measure) => isIn('then', measure) && isIn('since', measure));
  if (common.length === 0) throw nothingCommon(before, after, 'compared measure', had, has);
  const rest = asked.filter((measure) => !common.includes(measure));
  return {
    common,
    onlyBefore: rest.filter((measure) => isIn('then', measure)),
    onlyAfter: rest.filter((measure) => isIn('since', measure)),
  };
}

function nothingCommon(
  before: ComparedRun,
  after: ComparedRun,
  what: string,
  had: readonly string[],
  has: readonly string[],
): InputError {
  const message = `it has no ${what} that ${before.path} has a value of: ${listed(has)} here, ${listed(had)} there`;
  const advice = `run one of them again so that both have the same ${what}`;
  return new InputError([{ file: after.path, message, advice }]);
}

const MOST_LISTED = 5;

function listed(names: readonly string[]): string {
  const more = names.length > MOST_LISTED ? ` and ${names.length - MOST_LISTED} more` : '';
  return `${names.slice(0, MOST_LISTED).join(', ')}${more}`;
}

function describe({ path, kind, summary, nodeMajor }: ComparedRun): ComparedSide {
  const { name, sha256, seed, replications, warm_up_ms } = summary.scenario;
  return {
    ...{ path, kind, scenario: name, sha256, seed, replications, warm_up_ms, version: summary.version },
    ...(nodeMajor !== undefined && { node_major: nodeMajor }),
  };
}

/** A value that was compared, with its interval where the summary has one of it. */
function valueField<Name extends 'before' | 'after'>(
  name: Name,
  measure: string,
  side: Side,
  compared: PairOfRuns['ours'],
): Partial<Record<Name, ComparedValue>> {
  if (compared === undefined) return {};
  const stored = measureAt(side.strategy, measure);
  const ci95 = stored?.value === compared.pooled ? stored.ci95 : undefined;
  return { [name]: { value: compared.pooled, ...(ci95 && { ci95 }) } } as Partial<Record<Name, ComparedValue>>;
}

function notesOn(
  before: ComparedRun,
  after: ComparedRun,
  pairs: readonly PairOfRuns[],
  isSameTraffic: boolean,
): readonly string[] {
  const [had, has] = [before, after].map(({ summary }) => summary.scenario);
  const areNodesKnown = before.nodeMajor !== undefined && after.nodeMajor !== undefined;
  const [made, makes] = [before, after].map(
    ({ summary, nodeMajor }) => `wavetank ${summary.version}${areNodesKnown ? ` on Node ${nodeMajor}` : ''}`,
  );
  const isAnyPaired = pairs.some(({ method }) => method === 'paired');
  const whole = isSameTraffic
    ? [
        ...new Set(
          pairs.flatMap((each) => (each.method === 'independent' && each.paired !== undefined ? [each.measure] : [])),
        ),
      ]
    : [];
  return [
    ...(made === makes ? [] : [`before was made by ${made}, after by ${makes}`]),
    ...(had.replications !== has.replications && isAnyPaired
      ? [
          `${had.replications} replications before, ${has.replications} after: the first ${Math.min(had.replications, has.replications)} of both are compared`,
        ]
      : []),
    ...(had.warm_up_ms === has.warm_up_ms
      ? []
      : [
          `the warm-up is ${had.warm_up_ms} ms before and ${has.warm_up_ms} ms after, so estimates are of different parts of the runs`,
        ]),
    ...(whole.length === 0
      ? []
      : [
          `too few replications, or too short ones, for pairs, so compared by the intervals of both runs, as if these were independent: ${whole.join(', ')}`,
        ]),
  ];
}
