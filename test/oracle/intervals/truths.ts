/** The true values of the processes that theory does not give, from long runs: `npm run intervals -- --truths`. */
import { Streams } from '../../../src/core/index.js';
import { slowerLognormal } from './pairs.js';
import { type Process, processes } from './processes.js';
import { terminatingProcesses } from './terminating.js';

/** Bins in a factor of e: a bin is 0.02 % wide. */
const PER_FACTOR = 5000;
const LEAST = Math.log(1e-6);

/** @returns a line for each process: what a long run has, and what stands in the code */
export function* truths(requests: number): Generator<string> {
  const steady = [...processes.filter(({ name }) => !name.startsWith('M/M/1')), slowerLognormal];
  for (const process of steady) yield line(process, longRun(process, requests));
  for (const process of terminatingProcesses) yield line(process, manyRuns(process, process.length, requests));
}

function line({ name, truth }: Process, found: Process['truth']): string {
  return JSON.stringify({ name, ...found, given: truth });
}

function longRun({ name, start, warmUp }: Process, requests: number): Process['truth'] {
  const next = start(new Streams('truth', 0).named(name));
  for (let i = 0; i < warmUp; i++) next();
  return valuesOf(next, requests);
}

function manyRuns({ name, start }: Process, length: number, requests: number): Process['truth'] {
  const random = new Streams('truth', 0).named(name);
  let left = 0;
  let next = start(random);
  return valuesOf(() => {
    if (left === 0) {
      next = start(random);
      left = length;
    }
    left--;
    return next();
  }, requests);
}

function valuesOf(next: () => number, requests: number): Process['truth'] {
  const bins = new Float64Array(PER_FACTOR * 30);
  let sum = 0;
  for (let i = 0; i < requests; i++) {
    const value = next();
    sum += value;
    bins[Math.max(0, Math.min(bins.length - 1, Math.floor((Math.log(value) - LEAST) * PER_FACTOR)))]++;
  }
  const quantile = (p: number) => {
    let below = 0;
    let bin = 0;
    while (below + bins[bin] < p * requests) below += bins[bin++];
    return Math.exp(LEAST + (bin + (p * requests - below) / bins[bin]) / PER_FACTOR);
  };
  const [mean, p95, p99] = [sum / requests, quantile(0.95), quantile(0.99)].map((value) =>
    Number(value.toPrecision(6)),
  );
  return { mean, p95, p99 };
}
