import { describe, expect, test } from 'vitest';
import type { Capacity, CapacityOfStrategy } from '../../../src/tank/results/index.js';
import { capacityCharts } from '../../../src/tank/report/capacity/capacity-charts.js';
import { capacityTable, pointRows } from '../../../src/tank/report/capacity/capacity-table.js';
import { capacityTerminal } from '../../../src/tank/report/capacity/capacity-terminal.js';
import { capacityVerdict } from '../../../src/tank/report/capacity/capacity-verdict.js';
import { capacityPage } from '../../../src/tank/report/capacity/write-capacity-report.js';
import { toSvg } from '../../../src/tank/report/index.js';

/** An answer with the points around it. */
function answer(name: string, value: number | null, more: Partial<CapacityOfStrategy> = {}): CapacityOfStrategy {
  const at = value ?? 10;
  const points = [at / 2, at, at * 1.2].map((each) => ({
    value: each,
    is_met: value !== null && each <= value,
    is_sure: true,
    replications: 10,
    slo_attainment: { value: each <= at ? 0.992 : 0.9, ci95: [0.98, 0.995] as const },
    response_time_p99_ms: { value: 2900 },
    warnings: each === at ? [`${name} is warned of`] : ['overloaded'],
  }));
  return { name, place: name.length, value, ci95: [at * 0.95, at * 1.1], points, ...more };
}

function withoutInterval({ ci95: _, ...rest }: CapacityOfStrategy): CapacityOfStrategy {
  return rest;
}

function search(strategies: readonly CapacityOfStrategy[], changes: Partial<Capacity> = {}): Capacity {
  return {
    schema: 'wavetank.capacity/1',
    version: '1.0.0',
    scenario: {
      name: 'tank',
      sha256: '0',
      seed: 'first',
      baseline: 'random',
      slo: { response_time_ms: 3000, attainment: 0.99 },
    },
    varied: {
      path: 'workload.arrivals.rate',
      unit: '/s',
      sought: 'highest',
      is_whole: false,
      from: 1,
      to: 64,
      tolerance: 0.01,
    },
    strategies,
    ...changes,
  };
}

const REPLICAS = search([answer('random', 8, { ci95: [7, 9] }), answer('least_loaded', 6, { ci95: [6, 6] })], {
  varied: { ...search([]).varied, path: 'fleet.models.a.replicas', unit: '', sought: 'lowest', is_whole: true, to: 99 },
});

describe('the verdict has a form for every case', () => {
  test('the highest', () => {
    expect(capacityVerdict(search([answer('random', 10), answer('least_loaded', 12)]))).toEqual([
      'least_loaded meets the SLO (99 % within 3 s) up to the highest workload.arrivals.rate: 12/s [11.4, 13.2], 20 % above random (10/s [9.5, 11]).',
    ]);
  });

  test('the fewest', () => {
    expect(capacityVerdict(REPLICAS)).toEqual([
      'least_loaded meets the SLO (99 % within 3 s) with the least fleet.models.a.replicas: 6 [6, 6], 25 % below random (8 [7, 9]).',
    ]);
  });

  test('several, the baseline one of them', () => {
    const [sentence] = capacityVerdict(search([answer('random', 10), answer('least_loaded', 10)]));
    expect(sentence).toBe(
      'random and least_loaded meet the SLO (99 % within 3 s) up to the highest workload.arrivals.rate: 10/s [9.5, 11].',
    );
  });

  test('none', () => {
    const nowhere = { outside: 'met_nowhere' as const, ci95: [null, 1] as const };
    expect(capacityVerdict(search([answer('random', null, nowhere)]))).toEqual([
      'No strategy meets the SLO (99 % within 3 s) at any workload.arrivals.rate from 1/s to 64/s.',
    ]);
  });

  test('the baseline nowhere, another at the end of the range, a third not monotone', () => {
    const found = capacityVerdict(
      search([
        answer('random', null, { outside: 'met_nowhere' }),
        answer('round_robin', 64, { outside: 'met_at_the_end', ci95: [60, null] }),
        answer('least_loaded', 12, { missed_at: [1, 2, 3, 4, 5] }),
      ]),
    );
    expect(found).toEqual([
      'round_robin meets the SLO (99 % within 3 s) up to the highest workload.arrivals.rate: ≥ 64/s [60, > 64]; random, the baseline, meets it nowhere.',
      'round_robin: met even at 64/s, the end of the range; give a wider one.',
      'random: met nowhere from 1/s to 64/s.',
      'Not monotone: the SLO is surely missed with less of it too by least_loaded (1/s, 2/s, 3/s, 4/s).',
    ]);
  });

  test('what has no effect', () => {
    const { points, ...rest } = answer('random', 64, { outside: 'met_at_the_end' });
    const same = { ...rest, points: points.map((point) => ({ ...point, slo_attainment: { value: 0.995 } })) };
    expect(capacityVerdict(search([same])).at(-1)).toBe(
      'All values have the same share of good requests: perhaps workload.arrivals.rate has no effect here.',
    );
  });

  test('as far as runs say anything', () => {
    const [, sentence] = capacityVerdict(search([answer('random', 64, { outside: 'runs_too_short' })]));
    expect(sentence).toContain('random: met as far as any request arrives after the warm-up');
  });

  test('what is sure beside the baseline', () => {
    const comparison = { baseline: 'random', measure: 'slo_attainment', verdict: 'better' as const };
    const found = capacityVerdict(
      search([answer('random', 10), answer('least_loaded', 12), answer('round_robin', 9), answer('other', 10)], {
        at_baseline: {
          value: 10,
          comparisons: [
            { ...comparison, strategy: 'least_loaded' },
            { ...comparison, strategy: 'round_robin', verdict: 'worse' },
            { ...comparison, strategy: 'other', verdict: 'no_difference_shown' },
          ],
        },
      }),
    );
    expect(found[1]).toBe(
      'At 10/s, the answer of random, and on the same traffic: more requests of least_loaded are shown to be good; fewer of round_robin; no difference is shown for other.',
    );
  });
});

test('the table has the best first, and an answer without interval has a dash', () => {
  const { head, rows } = capacityTable(
    search([answer('random', 10), withoutInterval(answer('least_loaded', 12)), answer('never', null)]),
  );
  expect(head).toEqual(['strategy', 'highest', '95 % interval', 'against random', 'good there', 'P99 there, ms']);
  expect(rows.map(([name, value, interval, against]) => [name, value, interval, against])).toEqual([
    ['least_loaded', '12/s', '–', '+20.0 %'],
    ['random', '10/s', '[9.5, 11]', 'baseline'],
    ['never', 'none', '–', '–'],
  ]);
});

test('the terminal warns of the runs at the answers alone', () => {
  const text = capacityTerminal(search([answer('random', 10)]), { coloured: false });
  expect(text).toContain('warning: random is warned of');
  expect(text).not.toContain('overloaded');
});

test('rows for programs have the numbers in full', () => {
  const [row] = pointRows(search([answer('random', 10)])).rows;
  expect(row).toEqual(['random', '5', '/s', 'true', 'slo_attainment', '0.992', '0.98', '0.995', '10']);
});

test.each([
  ['numbers', search([answer('random', 10), answer('least_loaded', 12)]), 2],
  ['whole numbers', REPLICAS, 2],
  ['no answer', search([answer('random', null)]), 1],
])('charts of %s can be drawn', async (_name, capacity, count) => {
  for (const layout of ['wide', 'narrow'] as const) {
    const charts = capacityCharts(capacity, layout);
    expect(charts).toHaveLength(count);
    for (const { spec } of charts) expect(await toSvg(spec)).toContain('</svg>');
  }
});

test('names from files mean themselves on the page', () => {
  const hostile = '<script>alert(1)</script>';
  const capacity = search([answer(hostile, 10)], {
    scenario: { ...search([]).scenario, question: hostile, baseline: hostile },
  });
  const html = capacityPage(capacity, { name: hostile }, [], hostile);
  expect(html).not.toContain(hostile);
  expect(html).toContain('&#60;script&#62;');
});
