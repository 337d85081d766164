import { expect, test } from 'vitest';
import { Streams } from '../../../src/core/index.js';
import { repetitions } from '../../support/runs.js';
import { processPairs, slowerLognormal } from './pairs.js';
import { exponential, oneServer } from './processes.js';
import { terminatingProcesses } from './terminating.js';

const REQUESTS = repetitions(100_000, 1_000_000);

function meansOf({ start, warmUp, name }: (typeof processPairs)[number]): [number, number] {
  const pair = new Float64Array(2);
  const next = start(new Streams('pairs', 0).named(name), pair);
  const sums: [number, number] = [0, 0];
  for (let i = 0; i < warmUp; i++) next();
  for (let i = 0; i < REQUESTS; i++) {
    next();
    sums[0] += pair[0];
    sums[1] += pair[1];
  }
  return [sums[0] / REQUESTS, sums[1] / REQUESTS];
}

test('with longer service a server is one of that service on the same draws', () => {
  const pair = new Float64Array(2);
  const next = processPairs[0].start(new Streams('slower', 0).named('requests'), pair);
  const random = new Streams('slower', 0).named('requests');
  const draws = Array.from({ length: 2000 }, () => random.exponential());
  const column = (from: number, scale: number) => {
    let i = from;
    return () => scale * draws[(i += 2) - 2];
  };
  const slower = oneServer(column(0, 1 / 0.8), column(1, 1.05), 0, 0);
  for (let request = 0; request < 1000; request++) {
    next();
    expect(pair[0]).toBeCloseTo(slower(), 9);
  }
});

test.each(processPairs.filter(({ name }) => !name.includes('lognormal')))(
  '$name: long runs have the means that theory has',
  (pair) => {
    const [x, y] = meansOf(pair);
    expect(x / pair.truths[0].mean).toBeGreaterThan(0.85);
    expect(x / pair.truths[0].mean).toBeLessThan(1.15);
    expect(y / pair.truths[1].mean).toBeGreaterThan(0.85);
    expect(y / pair.truths[1].mean).toBeLessThan(1.15);
  },
);

test('the first of a run from empty does not wait, and runs have the mean of many', () => {
  for (const { name, start, length, truth } of terminatingProcesses) {
    const random = new Streams('from empty', 0).named(name);
    const runs = Math.ceil(REQUESTS / length);
    let sum = 0;
    let firsts = 0;
    for (let run = 0; run < runs; run++) {
      const next = start(random);
      for (let i = 0; i < length; i++) {
        const ms = next();
        sum += ms;
        if (i === 0) firsts += ms;
      }
    }
    expect(firsts / runs, name).toBeGreaterThan(0.9);
    expect(firsts / runs, name).toBeLessThan(1.1); // its service alone
    expect(sum / runs / length / truth.mean, name).toBeGreaterThan(0.9);
    expect(sum / runs / length / truth.mean, name).toBeLessThan(1.1);
  }
});

test('true values of the slower lognormal queue lie above those of the queue itself', () => {
  const [x, y] = processPairs[2].truths;
  expect(x).toBe(slowerLognormal.truth);
  expect(x.mean).toBeGreaterThan(y.mean);
  expect(x.p95).toBeGreaterThan(y.p95);
  expect(x.p99).toBeGreaterThan(y.p99);
});

test('draws of mean 1 are scaled', () => {
  const draw = exponential(new Streams('scale', 0).named('x'), 3);
  let sum = 0;
  for (let i = 0; i < 10_000; i++) sum += draw();
  expect(sum / 10_000).toBeGreaterThan(2.8);
  expect(sum / 10_000).toBeLessThan(3.2);
});
