import { expect, test } from 'vitest';
import { judgeSpeed } from '../../../../src/tank/verdicts/gate/judge-speed.js';

const row = (name: string, unit: string, value: number) => ({ name, unit, value });
const BEFORE = [
  row('simulate/jsq16/times_cpp', 'ratio', 2),
  row('simulate/mm1/times_cpp', 'ratio', 4),
  row('simulate/mm1/simpy_times_ours', 'ratio', 30),
  row('route/random/64/mean_ns', 'ns', 50),
];

test('ratios are judged by the tolerance, each in its direction; what is in time is left out and told', () => {
  const now = [
    row('simulate/jsq16/times_cpp', 'ratio', 2.6),
    row('simulate/mm1/simpy_times_ours', 'ratio', 35),
    row('route/random/64/mean_ns', 'ns', 5000),
    row('simulate/new/times_cpp', 'ratio', 1),
  ];
  const { judged, notes, numbers } = judgeSpeed(BEFORE, now, { share: 0.25 });
  expect(judged.map(({ measure, outcome, limit }) => [measure, outcome, limit])).toEqual([
    ['simulate/jsq16/times_cpp', 'worse', 0.5],
    ['simulate/mm1/simpy_times_ours', 'better', 7.5],
  ]);
  expect(numbers).toEqual({ compared: 2, changed: 2 });
  expect(notes).toEqual([
    '1 rows are not ratios and are not judged: they depend on machine and time',
    'not measured this time, not judged: simulate/mm1/times_cpp',
    'not measured before, not judged: simulate/new/times_cpp',
  ]);
});
