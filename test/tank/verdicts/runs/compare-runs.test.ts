import { describe, expect, test } from 'vitest';
import { InputError } from '../../../../src/index.js';
import type { RunComparison } from '../../../../src/tank/results/index.js';
import { scenarioTraffic } from '../../../../src/tank/scenario/index.js';
import { type ComparedRun, compareRuns } from '../../../../src/tank/verdicts/index.js';
import { comparedRun, TWICE } from './compared.js';
import { runScenario } from '../../../support/unchecked.js';

/** Two stored runs side by side. */

type Interval = readonly [number, number];

/** One strategy under one name, by whatever policy. */
const mine = (policy: string) => ({ strategies: [{ name: 'mine', policy }] });
const both = { strategies: ['round_robin', 'least_loaded'].map((policy) => ({ name: policy, policy })) };

const row = ({ comparisons }: RunComparison, measure: string, strategy = 'mine') => {
  const found = comparisons.find((each) => each.measure === measure && each.strategy === strategy);
  if (found === undefined) throw new Error(`no ${measure} of ${strategy}`);
  return found;
};

function refusal(before: ComparedRun, after: ComparedRun): string {
  try {
    compareRuns(before, after);
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
  throw new Error('it was not refused');
}

describe('what is said of two runs is what one run says of the same two policies', () => {
  test.each([
    { what: 'replications', changes: {} },
    {
      what: 'sections of short replications',
      changes: { replications: 60, workload: { ...TWICE.workload, requests: 120 }, warm_up: '0s' },
    },
    { what: 'counts', changes: { compare: ['overload.refusals', 'completed_share'], fleet: smallFleet() } },
  ])('by $what', async ({ changes }) => {
    const { comparisons } = await runScenario({ ...TWICE, ...both, ...changes });
    const [before, after] = [
      await comparedRun({ ...mine('round_robin'), ...changes }),
      await comparedRun({ ...mine('least_loaded'), ...changes }),
    ];
    const found = compareRuns(before, after);
    expect(found.is_paired).toBe(true);
    expect(found.comparisons).toHaveLength(comparisons.length);
    for (const told of comparisons) {
      const { method, difference, ci95, relative_ci95, p_value, verdict } = row(found, told.measure);
      expect(method).toBe('paired');
      expect(verdict).toBe(told.verdict);
      expect(told.verdict).not.toBe('invalid');
      expect(difference).toBeCloseTo(told.difference ?? NaN, 9);
      expectAlike(ci95, told.ci95);
      expectAlike(relative_ci95, told.relative_ci95);
      expect(Math.abs(Math.log((p_value ?? NaN) / (told.p_value ?? NaN)))).toBeLessThan(0.1);
    }
  });
});

/** The same, but for the effective requests, of which the summary has three digits. */
function expectAlike(found: Interval | undefined, told: Interval | undefined): void {
  expect(found === undefined).toBe(told === undefined);
  found?.forEach((end, e) => {
    expect(end / (told?.[e] ?? NaN)).toBeCloseTo(1, 2);
  });
}

/** So small that requests are refused. */
function smallFleet() {
  return { models: ['fast', 'slow'].map((id) => ({ id, max_concurrent: 1, max_queue: 1 })) };
}

test('a run beside itself is equal in everything, with p-value 1 and no interval', async () => {
  const run = await comparedRun(mine('round_robin'));
  const { numbers, comparisons, scenario_changes, notes } = compareRuns(run, run);
  expect(numbers.compared).toBeGreaterThan(100);
  expect(numbers.changed).toBe(0);
  for (const each of comparisons) {
    expect(each).toMatchObject({ difference: 0, p_value: 1, is_equal: true, verdict: 'no_difference_shown' });
    expect(each.ci95).toBeUndefined();
  }
  expect([scenario_changes, notes]).toEqual([[], []]);
});

test('turned round, differences change their sign and verdicts their side', async () => {
  const [a, b] = [await comparedRun(mine('round_robin')), await comparedRun(mine('least_loaded'))];
  const [there, back] = [compareRuns(a, b), compareRuns(b, a)];
  for (const each of there.comparisons) {
    const other = row(back, each.measure);
    expect([each.verdict, other.verdict]).toEqual(['better', 'worse']);
    expect(other.difference).toBe(0 - (each.difference ?? NaN));
    expect(other.p_value).toBe(each.p_value);
  }
});

test('with another seed the runs are independent: the same policy is not different, another one is', async () => {
  const before = await comparedRun(mine('round_robin'));
  const same = compareRuns(before, await comparedRun({ ...mine('round_robin'), seed: 'other' }));
  expect(same.unpaired_reason).toBe('the seeds differ: twice before, other after');
  for (const each of same.comparisons)
    expect(each).toMatchObject({ method: 'independent', verdict: 'no_difference_shown' });
  const other = compareRuns(before, await comparedRun({ ...mine('least_loaded'), seed: 'other' }));
  for (const each of other.comparisons) expect(each).toMatchObject({ method: 'independent', verdict: 'better' });
});

test('a small change of the fleet is told by pairs, and lost between independent runs', async () => {
  const faster = {
    models: TWICE.fleet.models.map((model, m) =>
      m === 0 ? model : { ...model, backend: { kind: 'slots', speed: 0.31 } },
    ),
  };
  const [before, after] = [
    await comparedRun(mine('least_loaded')),
    await comparedRun({ ...mine('least_loaded'), fleet: faster }),
  ];
  const mean = 'response_time_ms.mean';
  expect(row(compareRuns(before, after), mean)).toMatchObject({ method: 'paired', verdict: 'better' });
  const alone = compareRuns(before, { ...after, values: undefined });
  expect(alone.unpaired_reason).toBe('there is no replications.json in run');
  expect(row(alone, mean)).toMatchObject({ method: 'independent', verdict: 'no_difference_shown' });
});

test('of runs with more replications the first ones are compared, and that is said', async () => {
  const [few, many] = [await comparedRun(mine('random')), await comparedRun({ ...mine('random'), replications: 14 })];
  const { comparisons, notes } = compareRuns(few, many);
  expect(notes).toEqual(['10 replications before, 14 after: the first 10 of both are compared']);
  for (const each of comparisons) expect(each).toMatchObject({ difference: 0, is_equal: true });
});

test('sections of other lengths are not pairs: then both runs stand for themselves', async () => {
  const short = { workload: { ...TWICE.workload, requests: 120 }, warm_up: '0s', compare: ['response_time_ms.p95'] };
  const run = await comparedRun({ ...mine('round_robin'), ...short, replications: 60 });
  const values = run.values?.map((each) => ({ ...each, 'response_time_ms.p95': [1, 2, 3, 4, 5, 6, 7] }));
  const { comparisons, notes } = compareRuns(run, { ...run, values });
  expect(comparisons).toMatchObject([{ method: 'independent' }]);
  expect(notes[0]).toContain(
    'compared by the intervals of both runs, as if these were independent: response_time_ms.p95',
  );
});

test('without its values of replications, a count has no verdict', async () => {
  const changes = { ...mine('round_robin'), compare: ['overload.refusals'], fleet: smallFleet() };
  const [before, after] = [await comparedRun(changes), await comparedRun({ ...changes, seed: 'other' })];
  const { comparisons } = compareRuns(before, { ...after, values: undefined });
  expect(comparisons).toMatchObject([{ verdict: 'invalid', reason: 'no_replications' }]);
});

test('a run that leaves more requests unserved is not better in times', async () => {
  const busy = { fleet: smallFleet(), compare: ['response_time_ms.p95', 'completed_share'] };
  const before = await comparedRun({ ...mine('round_robin'), ...busy });
  const after = await comparedRun({ strategies: [{ name: 'mine', policy: 'round_robin', max_retries: 0 }], ...busy });
  const found = compareRuns(before, after);
  expect(row(found, 'response_time_ms.p95')).toMatchObject({ verdict: 'invalid', reason: 'completions_differ' });
  expect(row(found, 'completed_share').verdict).toBe('worse');
});

test('goodput of different SLOs is not the same measure', async () => {
  const of = (response_time: string) => ({ ...mine('random'), compare: ['goodput_per_s'], slo: { response_time } });
  const { comparisons, scenario_changes } = compareRuns(await comparedRun(of('100ms')), await comparedRun(of('200ms')));
  expect(comparisons).toMatchObject([{ verdict: 'invalid', reason: 'defined_differently' }]);
  expect(scenario_changes).toEqual([{ path: 'slo.response_time', before: '100ms', after: '200ms' }]);
});

test('measures and strategies that one run has alone are listed', async () => {
  const before = await comparedRun({ strategies: ['round_robin', 'random'] });
  const served = { compare: ['response_time_ms.mean', 'goodput_per_s'], slo: { response_time: '1s' } };
  const after = await comparedRun({ strategies: ['random', 'least_loaded'], ...served });
  const { comparisons, only_before, only_after } = compareRuns(before, after);
  expect(comparisons.map(({ strategy, measure }) => [strategy, measure])).toEqual([
    ['random', 'response_time_ms.mean'],
    ['random', 'response_time_ms.p95'],
  ]);
  expect([only_before, only_after]).toEqual([
    { strategies: ['round_robin'], measures: [] },
    { strategies: ['least_loaded'], measures: ['goodput_per_s'] },
  ]);
});

describe('refused, with what differs', () => {
  test('another workload', async () => {
    const before = await comparedRun(mine('random'), 'a');
    const workload = { arrivals: { kind: 'poisson', rate: '25/s' }, requests: 1500 };
    const after = await comparedRun({ ...mine('random'), workload }, 'b');
    expect(refusal(before, after)).toContain('b: its traffic is not that of a: workload.arrivals.rate 20/s → 25/s\n');
  });

  test('another recorded trace', async () => {
    const run = await comparedRun(mine('random'));
    const traced = (sha256: string): ComparedRun => {
      const trace = { format: 'csv', sha256, requests: 1, skipped_rows: 0 };
      return { ...run, summary: { ...run.summary, scenario: { ...run.summary.scenario, trace } } };
    };
    expect(refusal(traced('aa'), traced('bb'))).toContain('recorded trace, SHA-256 aa → bb');
  });

  test('no strategy in common', async () => {
    const [before, after] = [await comparedRun(mine('random')), await comparedRun({ strategies: ['random'] })];
    expect(refusal(before, after)).toMatch(
      /no strategy that run has a value of: random here, mine there\n.*same strategy/,
    );
  });

  test('no measure in common', async () => {
    const run = await comparedRun(mine('random'));
    const [strategy] = run.summary.strategies;
    const summary = { ...run.summary, strategies: [{ ...strategy, measures: {} }] };
    expect(refusal(run, { ...run, summary })).toContain('no compared measure that run has a value of');
  });
});

describe('the same traffic', () => {
  test('may be written in other ways', async () => {
    const before = await comparedRun(mine('random'));
    const workload = { requests: 1500, arrivals: { rate: '1200/m', kind: 'poisson' } };
    const after = await comparedRun({ ...mine('random'), workload, seed: 'twice' });
    const { is_paired, numbers } = compareRuns(before, after);
    expect([is_paired, numbers.changed]).toEqual([true, 0]);
  });

  test('cannot be told without the scenarios, unless their hashes are equal', async () => {
    const before = await comparedRun(mine('random'));
    const after = await comparedRun(mine('round_robin'), 'other');
    const unknown = { scenario: undefined, traffic: undefined };
    expect(compareRuns(before, { ...after, ...unknown }).unpaired_reason).toContain('without the scenario of other');
    expect(compareRuns({ ...before, ...unknown }, { ...before, ...unknown }).is_paired).toBe(true);
  });

  test('cannot be told where lengths come from a file', () => {
    const workload = { ...TWICE.workload, lengths: { path: 'lengths.csv' } };
    const traffic = scenarioTraffic({ ...TWICE, workload });
    expect(traffic).toMatchObject({ hasLengthFiles: true, workload: { kind: 'synthetic', requests: 1500 } });
    expect(scenarioTraffic({ ...TWICE, workload: 'none' })).toBeUndefined();
  });
});
