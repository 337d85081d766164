import jStat from 'jstat';
import { mean, sampleCorrelation } from 'simple-statistics';
import { expect, test } from 'vitest';
import { Streams } from '../../../../src/core/streams.js';
import { type ArrivalSpec, createArrivalProcess } from '../../../../src/tank/traffic/arrivals/spec.js';
import { DRAWS, expectDistribution, sampleOf } from '../acceptance.js';

/** Gaps between arrivals: what comes before the first is only the rest of one. */
function gapsOf(spec: ArrivalSpec): number[] {
  const random = new Streams('renewal', 0).named('arrivals');
  const process = createArrivalProcess(spec);
  let timeMs = process.nextMs(0, random);
  const times = [timeMs, ...sampleOf(() => (timeMs = process.nextMs(timeMs, random)))];
  return times.slice(1).map((ms, i) => ms - times[i]);
}

test.each([0.5, 2])('gamma arrivals at 40/s have independent gamma gaps of mean 25 ms and cv %d', (cv) => {
  const gaps = gapsOf({ kind: 'gamma', rate: 40, cv });
  expect(Math.abs(mean(gaps) - 25)).toBeLessThan((3.29 * 25 * cv) / Math.sqrt(DRAWS));
  expectDistribution(gaps, (x) => jStat.gamma.cdf(x, 1 / cv ** 2, 25 * cv ** 2));
  expect(Math.abs(sampleCorrelation(gaps.slice(1), gaps.slice(0, -1)))).toBeLessThan(3.29 / Math.sqrt(DRAWS));
});

test('Weibull arrivals at 40/s have independent Weibull gaps of mean 25 ms', () => {
  const gaps = gapsOf({ kind: 'weibull', rate: 40, shape: 0.7 });
  const scale = 25 / jStat.gammafn(1 + 1 / 0.7);
  expectDistribution(gaps, (x) => -Math.expm1(-((x / scale) ** 0.7)));
  expect(Math.abs(sampleCorrelation(gaps.slice(1), gaps.slice(0, -1)))).toBeLessThan(3.29 / Math.sqrt(DRAWS));
});

test('over many gaps counts disperse as the squared cv of the gaps', () => {
  const cv = 2;
  const windowMs = 5000;
  let timeMs = 0;
  const counts = new Map<number, number>();
  for (const gap of gapsOf({ kind: 'gamma', rate: 40, cv })) {
    timeMs += gap;
    const window = Math.floor(timeMs / windowMs);
    counts.set(window, (counts.get(window) ?? 0) + 1);
  }
  const windows = Math.floor(timeMs / windowMs); // the last one is cut off
  const whole = Array.from({ length: windows }, (_, window) => counts.get(window) ?? 0);
  const m = mean(whole);
  const variance = mean(whole.map((count) => (count - m) ** 2));
  expect(variance / m).toBeGreaterThan(cv ** 2 * 0.8);
  expect(variance / m).toBeLessThan(cv ** 2 * 1.2);
});
