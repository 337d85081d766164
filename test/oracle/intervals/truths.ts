/** `node --import tsx/esm test/oracle/intervals/truths.ts [REQUESTS]`: the true values of all processes, from long runs. */
import { Streams } from '../../../src/core/index.js';
import { processes } from './processes.js';

const REQUESTS = Number(process.argv[2] ?? 3e8);
/** Bins a factor of e: a bin is 0.02 % wide. */
const PER_FACTOR = 5000;
const LEAST = Math.log(1e-6);

for (const { name, start, warmUp, truth } of processes.filter((process) => !process.name.startsWith('M/M/1'))) {
  const next = start(new Streams('truth', 0).named(name));
  const bins = new Float64Array(PER_FACTOR * 30);
  for (let i = 0; i < warmUp; i++) next();
  let sum = 0;
  for (let i = 0; i < REQUESTS; i++) {
    const value = next();
    sum += value;
    bins[Math.max(0, Math.min(bins.length - 1, Math.floor((Math.log(value) - LEAST) * PER_FACTOR)))]++;
  }
  const quantile = (p: number) => {
    let below = 0;
    let bin = 0;
    while (below + bins[bin] < p * REQUESTS) below += bins[bin++];
    return Math.exp(LEAST + (bin + (p * REQUESTS - below) / bins[bin]) / PER_FACTOR);
  };
  const found = [sum / REQUESTS, quantile(0.95), quantile(0.99)].map((value) => Number(value.toPrecision(6)));
  console.log(JSON.stringify({ name, mean: found[0], p95: found[1], p99: found[2], given: truth }));
}
