import { readFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { expect, test } from 'vitest';
import { toSvg } from '../../../src/index.js';
import { verdictOnChange, verdictOnLimit, verdictOnValue } from './claim.js';
import { CAPACITY_SETS, measureEffect } from './effect.js';
import { claimsPage, finding, type Findings } from './page.js';
import { regionChart } from './region-chart.js';
import { claimedMeanUs } from './router-claims.js';
import { exampleClaims } from './balancer-claims.js';

const findings = JSON.parse(readFileSync('results/published/claims/claims.json', 'utf8')) as Findings;

test('docs/claims.md and its chart are made of what was measured (npm run claims -- --page)', async () => {
  const page = await format(claimsPage(findings), { ...(await resolveConfig('docs/claims.md')), parser: 'markdown' });
  expect(readFileSync('docs/claims.md', 'utf8')).toBe(page);
  expect(readFileSync('results/published/claims/charts/region.svg', 'utf8')).toBe(
    await toSvg(regionChart(findings.region)),
  );
});

test('README says what was found', () => {
  const plain = (text: string) => text.replaceAll(/\s+/g, ' ');
  expect(plain(readFileSync('README.md', 'utf8'))).toContain(plain(finding(findings)));
});

test('a claimed change is reproduced, partly or not by the interval of what was measured', () => {
  const at = (low: number, high: number) => ({ value: (low + high) / 2, low, high });
  expect(verdictOnChange(-0.4, at(-0.45, -0.35))).toBe('reproduced');
  expect(verdictOnChange(-0.4, at(-0.6, -0.5))).toBe('reproduced');
  expect(verdictOnChange(-0.4, at(-0.3, -0.1))).toBe('partly');
  expect(verdictOnChange(-0.4, at(-0.3, 0.1))).toBe('not reproduced');
  expect(verdictOnChange(-0.4, at(-0.18, -0.1), -0.15)).toBe('partly');
  expect(verdictOnChange(-0.4, at(-0.1, -0.05), -0.15)).toBe('not reproduced');
  expect(verdictOnChange(0.15, at(0.1, 0.2))).toBe('reproduced');
  expect(verdictOnChange(0.15, at(-0.2, -0.1))).toBe('not reproduced');
});

test('a claimed limit is kept, kept as the target alone, or not', () => {
  const at = (value: number) => ({ value, low: value, high: value });
  expect(verdictOnLimit(0.8, at(0.5), 1)).toBe('reproduced');
  expect(verdictOnLimit(0.8, at(0.9), 1)).toBe('partly');
  expect(verdictOnLimit(0.8, at(1.1), 1)).toBe('not reproduced');
  expect(verdictOnValue(9, at(9))).toBe('reproduced');
});

test('the claimed routing times weighted by the status example are 1.24 µs', () => {
  expect(claimedMeanUs()).toBeCloseTo(1.24, 2);
});

test('the worked examples of the specification come out as it says', () => {
  expect(exampleClaims().map(({ verdict }) => verdict)).toEqual(['reproduced', 'reproduced', 'reproduced']);
});

test('100 requests at once fail 5 times at a capacity of 40, and never with load balancing', async () => {
  for (const set of CAPACITY_SETS) {
    const { failures, agents } = await measureEffect(set, 'greedy', 'at_once', 20);
    expect(failures).toEqual([set === '40' ? 5 : 0, 0]);
    expect(agents.map(([before]) => before)).toEqual([45, 30, 25]);
  }
});
