/** The true values of the processes that theory does not give, from long runs: `npm run intervals -- --truths`. */
import { Streams } from '../../../src/core/index.js';
import { type Process, processes } from './processes.js';

/** Bins in a factor of e: a bin is 0.02 % wide. */
const PER_FACTOR = 5000;
const LEAST = Math.log(1e-6);

/** @returns a line for each process: what a long run has, and what stands in `processes.ts` */
export function* truths(requests: number): Generator<string> {
  for (const process of processes.filter(({ name }) => !name.startsWith('M/M/1'))) {
    yield JSON.stringify({ name: process.name, ...longRun(process, requests), given: process.truth });
  }
}

function longRun({ name, start, warmUp }: Process, requests: number): Process['truth'] {
  const next = start(new Streams('truth', 0).named(name));
  const bins = new Float64Array(PER_FACTOR * 30);
  for (let i = 0; i < warmUp; i++) next();
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
