import { expect, test } from 'vitest';
import {
  formatDuration,
  formatInterval,
  formatMeasure,
  formatNumber,
  formatRelative,
  formatValue,
} from '../../../src/tank/report/numbers.js';

test.each([
  [0, '0'],
  [0.00012345, '0.0001235'],
  [1.5, '1.5'],
  [999.96, '1,000'],
  [1234.5, '1,235'],
  [1e9, '1,000,000,000'],
  [-54.978, '−54.98'],
])('%d is written with four digits, or all before the point: %s', (value, text) => {
  expect(formatNumber(value)).toBe(text);
});

/** A measure whose interval is value ± half. */
const around = (value: number, half: number) =>
  ({ value, ci95: [value - half, value + half], ci_method: 'replications' }) as const;

test.each([
  [498, 1.6, '498.0 ± 1.6'],
  [3.711, 1, '3.7 ± 1.0'],
  [1683.04, 5.8, '1,683 ± 6'],
  [2876.4, 44.4, '2,876 ± 44'],
  [123_456, 1234.5, '123,456 ± 1,235'],
  [1.193, 0.0028, '1.1930 ± 0.0028'],
  [0.5, 0.0996, '0.500 ± 0.100'],
  [-0.25, 0.5, '−0.25 ± 0.50'],
  [1, 1e-9, '1.0000000000 ± 0.0000000010'],
])('%d with a half-width of %d: %s', (value, half, text) => {
  expect(formatMeasure(around(value, half))).toBe(text);
});

test('a share and its half-width are in percent', () => {
  expect(formatValue('share', around(0.99149, 0.00054))).toBe('99.149 ± 0.054 %');
  expect(formatValue('share', { value: 0.5, ci_absent: 'no_spread' })).toBe('50.0 %');
});

test('a score has one decimal, and a half-width that is not told smaller than it is', () => {
  expect(formatValue('score', around(89.3984, 0.006))).toBe('89.4 ± 0.1');
  expect(formatValue('score', around(86.04, 1.21))).toBe('86.0 ± 1.3');
  expect(formatValue('score', around(86, 0.2))).toBe('86.0 ± 0.2');
  expect(formatValue('score', { value: 90, ci_absent: 'no_spread' })).toBe('90.0');
});

test('of halves that are much alike the longer one stands for both', () => {
  expect(formatMeasure({ value: 638.23, ci95: [601.71, 671.28], ci_method: 'within_run' })).toBe('638 ± 37');
  expect(formatMeasure({ value: 100, ci95: [90, 125], ci_method: 'replications' })).toBe('100 ± 25');
});

test('of halves that are not, both ends are given', () => {
  expect(formatMeasure({ value: 100, ci95: [90, 125.1], ci_method: 'replications' })).toBe('100 [90, 125.1]');
});

test('without an interval the value stands alone, without a value there is a dash', () => {
  expect(formatMeasure({ value: 5352.8, ci_absent: 'too_short' })).toBe('5,353');
  expect(formatMeasure(undefined)).toBe('–');
});

test('a relative difference has its sign, whatever its size', () => {
  expect([1.113, -0.0188, 0, 99].map(formatRelative)).toEqual(['+111.3 %', '−1.9 %', '0.0 %', '+9900.0 %']);
});

test('an interval is written low to high', () => {
  expect(formatInterval([-96.92, 13.031])).toBe('[−96.92, 13.03]');
});

test.each([
  [0, '0 ms'],
  [45.5, '45.5 ms'],
  [30_000, '30 s'],
  [119_000, '119 s'],
  [120_000, '2 min'],
  [7_200_000, '2 h'],
])('%d ms is %s', (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});
