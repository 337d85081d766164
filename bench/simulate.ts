import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Streams } from '../src/core/streams.js';
import { Simulation } from '../src/tank/simulation/index.js';
import { generateTrace } from '../src/tank/workload/generate.js';
import { serviceDemands } from '../src/tank/workload/service.js';
import type { Row } from './row.js';

/**
 * The whole simulator, traffic generation included, against a C++ binary-heap loop of the same model: M/M/1 and jsq16
 * at load 0.9. Both run in turn, so that a busy machine slows both; ratios are medians over the pairs.
 */

const LOAD = 0.9;
const PAIRS = 7;
const models = { mm1: 1, jsq16: 16 };

export function benchSimulate(requests: number): Row[] {
  const peer = buildPeer();
  const rows: Row[] = [];
  for (const [name, servers] of Object.entries(models)) {
    simulate(servers, 200_000, 'warm-up');
    const pairs = Array.from({ length: PAIRS }, (_, i) => ({
      oursMs: simulate(servers, requests, `pair ${i}`),
      cppMs: peer?.run(name, requests, i),
    }));
    const oursMs = pairs.map((pair) => pair.oursMs);
    rows.push({ name: `simulate/${name}/requests_per_s`, unit: '1/s', value: requests / (median(oursMs) / 1000) });
    rows.push({ name: `simulate/${name}/ns_per_request`, unit: 'ns', value: (1e6 * median(oursMs)) / requests });
    if (peer === undefined) continue;
    const cppMs = pairs.map((pair) => pair.cppMs ?? NaN);
    const ratios = pairs.map((pair, i) => pair.oursMs / cppMs[i]);
    rows.push({ name: `simulate/${name}/cpp_ns_per_request`, unit: 'ns', value: (1e6 * median(cppMs)) / requests });
    const range = `${Math.min(...ratios).toFixed(2)}–${Math.max(...ratios).toFixed(2)} over ${PAIRS} pairs`;
    rows.push({ name: `simulate/${name}/times_cpp`, unit: 'ratio', value: median(ratios), note: range });
  }
  peer?.remove();
  return rows;
}

/** @returns milliseconds from the seed to the last outcome */
function simulate(servers: number, requests: number, seed: string): number {
  const startedMs = performance.now();
  const streams = new Streams(seed, 0);
  const arrivals = { kind: 'poisson', rate: LOAD * servers * 1000 } as const;
  const trace = generateTrace({ arrivals, requests, durationMs: undefined }, streams);
  const service = { kind: 'distribution', distribution: { kind: 'exponential', mean: 1 } } as const;
  const demandMs = serviceDemands(trace, service, streams);
  const config = {
    fleet: { models: [{ id: 'model', replicas: servers, maxConcurrent: 1, maxQueue: Infinity }] },
    backends: [{ kind: 'slots', speed: 1 }],
    strategy: {
      policy: 'least_loaded',
      options: {},
      router: { maxLoadThreshold: 0.9, maxRetries: 3, retryDelayMs: 100 },
    },
    client: { timeoutMs: undefined },
    events: [],
    warmUpMs: 0,
  } as const;
  const { outcomes } = new Simulation(config, trace, demandMs, streams.named('router')).run();
  const tookMs = performance.now() - startedMs;
  if (outcomes.responseMs[requests - 1] === 0) throw new Error('the last request was not served');
  return tookMs;
}

interface Peer {
  /** @returns milliseconds of the loop */
  run(model: string, requests: number, seed: number): number;
  remove(): void;
}

/** Compiles the peer; undefined, with a line that says so, where there is no C++ compiler. */
function buildPeer(): Peer | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'wavetank-bench-'));
  const source = fileURLToPath(new URL('peers/queue_loop.cpp', import.meta.url));
  const binary = join(folder, 'queue_loop');
  const remove = () => {
    rmSync(folder, { recursive: true });
  };
  try {
    execFileSync('g++', ['-O3', '-march=native', '-std=c++17', '-o', binary, source], { stdio: 'pipe' });
  } catch (error) {
    console.error(`rows against C++ are left out: g++ cannot be used (${(error as Error).message.split('\n')[0]})`);
    remove();
    return undefined;
  }
  const run = (model: string, requests: number, seed: number) => {
    const [, seconds] = execFileSync(binary, [model, String(requests), String(seed)], { encoding: 'utf8' }).split(' ');
    return 1000 * Number(seconds);
  };
  return { run, remove };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
