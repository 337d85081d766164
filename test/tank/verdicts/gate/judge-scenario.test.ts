import { expect, test } from 'vitest';
import { judgeScenario } from '../../../../src/tank/verdicts/gate/judge-scenario.js';
import type { Baseline } from '../../../../src/tank/results/baseline.js';
import { planFromObject } from '../../../../src/tank/scenario/index.js';
import { pairedDifference, stretchOfDifference } from '../../../../src/tank/statistics/index.js';
import { baselineOf, GATED, judgedRuns, outcomes, storedBaseline, worsened } from './baselines.js';

test('unchanged code gives every number again, to the last digit', async () => {
  const found = await judgedRuns(GATED, GATED);
  expect(found.numbers.changed).toBe(0);
  expect(found.numbers.compared).toBeGreaterThan(100);
  expect(found.judged).toHaveLength(2 * 5); // p99, throughput, completed share, refusals and rejections
  expect(new Set(found.judged.map(({ outcome }) => outcome))).toEqual(new Set(['equal']));
  expect(found.notes).toEqual([]);
});

test('a policy that was made worse under its name fails, and the others stay equal', async () => {
  const found = await judgedRuns(GATED, worsened);
  expect(outcomes(found)).toMatchObject({ 'response_time_ms.p99': 'worse' });
  expect(outcomes(found, 'round_robin')).toEqual({});
  const p99 = found.judged.find(({ strategy, outcome }) => strategy === 'mine' && outcome === 'worse');
  expect(p99?.interval?.low).toBeGreaterThan(p99?.limit ?? NaN);
});

test('what changed is judged together: each interval is wider, so that all are right with 95 %', async () => {
  const [before, now] = [await storedBaseline(GATED), await storedBaseline(worsened)];
  const { judged, notes } = judgeScenario(before, now, planFromObject(GATED).tolerance);
  const changed = judged.filter(({ outcome }) => outcome !== 'equal');
  expect(changed.length).toBeGreaterThan(1);
  const [then, since] = [before, now].map(({ replications }) => replications[1]['response_time_ms.p99'] as number[]);
  const p99 = changed.find(({ measure }) => measure === 'response_time_ms.p99');
  const values = {
    from: { pooled: p99?.from ?? NaN, replications: then },
    to: { pooled: p99?.to ?? NaN, replications: since },
  };
  const known = [before, now].map(
    ({ summary }) => summary.strategies[1].measures.response_time_ms?.p99?.effective_requests ?? NaN,
  );
  const stretch = stretchOfDifference('quantile', Math.min(...known));
  expect(stretch.towardsZero).toBeGreaterThan(1);
  expect(p99?.interval).toEqual(pairedDifference(values.to, values.from, 1 - 0.05 / changed.length, stretch).interval);
  const each = Number((100 - 5 / changed.length).toPrecision(4));
  expect(notes).toEqual([
    `${changed.length} judged numbers changed: each has an interval of ${each} %, so that all hold together with 95 %`,
  ]);
});

test('measures of parts and shares beside counts are judged as any other', async () => {
  const compare = [
    'models.slow.response_time_ms.mean',
    'endpoints[slow].response_time_ms.p95',
    'overload.over_capacity_share',
  ];
  const found = await judgedRuns({ ...GATED, compare }, { ...worsened, compare });
  for (const measure of compare) {
    const judged = found.judged.filter((each) => each.measure === measure);
    expect(judged, measure).toHaveLength(2);
    for (const { from, to } of judged) expect([typeof from, typeof to], measure).toEqual(['number', 'number']);
  }
  expect(outcomes(found)['models.slow.response_time_ms.mean']).toBeDefined();
});

test('what is to be judged and has no value on either side is named', async () => {
  const shut = ['fast', 'slow'].map((endpoint) => ({ at: '0s', endpoint, health: 'unhealthy' }));
  const { notes } = await judgedRuns({ ...GATED, events: shut }, { ...GATED, events: shut });
  expect(notes).toEqual(['not judged, without a value here and in the baseline: response_time_ms.p99']);
});

test('the other way round it is better, and passes', async () => {
  const found = await judgedRuns(worsened, GATED);
  expect(outcomes(found)).toMatchObject({ 'response_time_ms.p99': 'better' });
  expect(Object.values(outcomes(found))).not.toContain('worse');
});

test('a tolerance that allows it lets it pass, and what it names is judged', async () => {
  const tolerance = { 'response_time_ms.p99': '1000%', 'waiting_time_ms.mean': 1e6, 'overload.retries': 1e6 };
  const found = await judgedRuns({ ...GATED, tolerance }, { ...worsened, tolerance });
  expect(outcomes(found)).toMatchObject({
    'response_time_ms.p99': 'within_tolerance',
    'waiting_time_ms.mean': 'within_tolerance',
  });
  expect(Object.values(outcomes(found))).not.toContain('worse');
});

test('counts are totals over all replications, with an interval about their difference', async () => {
  const small = (maxQueue: number) => ({
    ...GATED,
    fleet: { models: [{ id: 'only', max_concurrent: 2, max_queue: maxQueue }] },
  });
  const [before, now] = [await baselineOf(small(3)), await baselineOf(small(1))];
  const { judged } = judgeScenario(before, now, planFromObject(small(1)).tolerance);
  const rejections = judged.find(({ measure, strategy }) => measure === 'overload.rejections' && strategy === 'mine');
  expect(rejections?.from).toBe(before.summary.strategies[1].overload.rejections);
  expect(rejections?.to).toBe(now.summary.strategies[1].overload.rejections);
  expect(rejections?.outcome).toBe('worse');
  const { low = NaN, high = NaN } = rejections?.interval ?? {};
  expect((low + high) / 2).toBeCloseTo(rejections?.worseBy ?? NaN, 6);
});

test('a change of what is not judged is told', async () => {
  const before = await storedBaseline(GATED);
  const now = structuredClone(before);
  Object.assign(now.summary.strategies[0].endpoints[0], { requests: -1, of_a_later_version: 7 });
  const { numbers, judged } = judgeScenario(before, now, planFromObject(GATED).tolerance);
  expect(numbers.changed).toBe(1);
  expect(judged.every(({ outcome }) => outcome === 'equal')).toBe(true);
});

test('another version, another Node, other numbers of replications and single runs are told', async () => {
  const one = await baselineOf({ ...GATED, replications: 1 });
  const { tolerance } = planFromObject(GATED);
  expect(judgeScenario(one, { ...one, version: '9.9.9', node_major: 98 }, tolerance).notes).toEqual([
    `the baseline was made by wavetank ${one.version} on Node 20, this run by wavetank 9.9.9 on Node 98`,
    'a single run has no replications: changes are judged only by tolerance',
  ]);
  const several = judgeScenario(
    await storedBaseline(GATED),
    await baselineOf({ ...GATED, replications: 3 }),
    tolerance,
  );
  expect(several.notes).toContain('3 replications, 10 in the baseline: the first 3 are compared');
  expect(outcomes(several)).toEqual({}); // equal in the three that both have
});

test('replications too short for a quantile are judged in sections, few of them as a whole', async () => {
  const short = (replications: number) =>
    baselineOf({ ...GATED, workload: { ...GATED.workload, requests: 100 }, replications });
  const [few, many] = [await short(4), await short(100)];
  const valuesOf = ({ replications }: Baseline) => replications[0]['response_time_ms.p99'];
  expect(valuesOf(few)).toEqual([few.summary.strategies[0].measures.response_time_ms?.p99?.value]);
  expect(valuesOf(many)?.length).toBeGreaterThanOrEqual(5);
  expect(valuesOf(many)?.length).toBeLessThanOrEqual(10); // of 1000 requests each at least
});

test('a measure that nobody has is not judged, and one that lost its value has failed', async () => {
  const idle = {
    ...GATED,
    events: [
      { at: '0s', endpoint: 'fast', health: 'unhealthy' },
      { at: '0s', endpoint: 'slow', health: 'unhealthy' },
    ],
  };
  const nobody = await judgedRuns(idle, idle);
  expect(nobody.judged.map(({ measure }) => measure)).not.toContain('response_time_ms.p99');
  expect(outcomes(await judgedRuns(GATED, idle))).toMatchObject({
    'response_time_ms.p99': 'worse',
    completed_share: 'worse',
  });
});

test('what only the run has, and what only the baseline has, is named', async () => {
  const renamed = { ...GATED, strategies: ['round_robin', { name: 'yours', policy: 'least_loaded' }] };
  const tolerance = { 'waiting_time_ms.p95': '1%' };
  expect((await judgedRuns({ ...GATED, tolerance }, renamed)).notes).toEqual([
    'strategies that are not in the baseline: yours',
    'strategies of the baseline that are no longer run: mine',
    'measures of the baseline that are no longer judged: waiting_time_ms.p95',
  ]);
  expect((await judgedRuns(GATED, { ...GATED, tolerance })).notes).toEqual([
    'measures that are not in the baseline: waiting_time_ms.p95',
  ]);
});

test('a value that one strategy alone lacks, or the baseline alone, is named with the strategy', async () => {
  const [before, now] = [await storedBaseline(GATED), await storedBaseline(GATED)];
  const without = (baseline: Baseline, s: number) => {
    const changed = structuredClone(baseline);
    Object.assign(changed.summary.strategies[s].measures, { response_time_ms: undefined });
    Object.assign(changed.replications[s], { 'response_time_ms.p99': undefined });
    return changed;
  };
  const { tolerance } = planFromObject(GATED);
  expect(judgeScenario(without(before, 1), without(now, 1), tolerance).notes).toEqual([
    'not judged, without a value here and in the baseline: response_time_ms.p99 of mine',
  ]);
  expect(judgeScenario(without(before, 0), now, tolerance).notes).toEqual([
    'not judged, without a value in the baseline: response_time_ms.p99 of round_robin',
  ]);
});

test('values that were lost from a list are told, where the replications are as many', async () => {
  const now = await storedBaseline(GATED);
  const before = structuredClone(now);
  Object.assign(before.replications[0], {
    'response_time_ms.p99': now.replications[0]['response_time_ms.p99']?.slice(0, 3),
  });
  expect(judgeScenario(before, now, planFromObject(GATED).tolerance).notes).toContainEqual(
    expect.stringMatching(
      /^response_time_ms\.p99 of round_robin: \d+ values, 3 in the baseline: the first 3 are compared$/,
    ),
  );
});
