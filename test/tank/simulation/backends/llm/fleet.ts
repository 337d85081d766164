import { SteppingEngine } from '../../../../../src/tank/simulation/backends/llm/engine.js';
import type {
  EngineConfig,
  EngineCounts,
  EngineListener,
  EngineRequests,
} from '../../../../../src/tank/simulation/backends/llm/engine-types.js';
import { RequestColumns } from '../../../../../src/tank/simulation/backends/llm/request-columns.js';

/** 8 ms an iteration, whatever it holds. */
export const EIGHT_MS = { t0: 8, a: 0, b: 0, g2: 0, n0: 0, c: 0, f: 0 } as const;

export const SMALL: EngineConfig = {
  cost: EIGHT_MS,
  maxBatchTokens: 2048,
  maxSequences: 8,
  blockCount: 1001,
  blockTokens: 16,
  admissionLag: 0,
  admission: 'whole_prompt',
  prefixCaching: false,
};

export interface Request {
  readonly engine: number;
  readonly prompt: number;
  readonly output: number;
  /** When it comes from outside, or so long after the completion of another. */
  readonly atMs: number;
  readonly after?: number;
}

export interface Script {
  readonly requests: readonly Request[];
  readonly cancels?: readonly { readonly request: number; readonly atMs: number; readonly isTimeout?: boolean }[];
  readonly speeds?: readonly { readonly engine: number; readonly speed: number; readonly atMs: number }[];
  readonly readsMs?: readonly number[];
  readonly paths?: EngineRequests['paths'];
}

export type Told = 'refused' | 'scheduled' | 'first' | 'completed' | 'preempted';

export interface Run {
  /** What was told, in order. */
  readonly log: readonly { readonly what: Told; readonly request: number; readonly atMs: number }[];
  /** `running/waiting/used` of all engines at each read. */
  readonly reads: readonly string[];
  readonly counts: readonly EngineCounts[];
  readonly engines: readonly SteppingEngine[];
}

/** When a request was told of, by what was told. */
export function timesOf({ log }: Run, request: number): Partial<Record<Told, number>> {
  return Object.fromEntries(log.filter((told) => told.request === request).map(({ what, atMs }) => [what, atMs]));
}

/** Runs a script on a fleet of engines; the order within an instant is that of rule 2. */
export function runFleet(config: EngineConfig, engineCount: number, script: Script, isChecked?: () => void): Run {
  const { requests, cancels = [], speeds = [], readsMs = [] } = script;
  const log: Run['log'][number][] = [];
  const reads: string[] = [];
  let caused: { request: number; atMs: number }[] = [];
  const tell = (what: Told) => (request: number, atMs: number) => void log.push({ what, request, atMs });
  const listener: EngineListener = {
    scheduled: tell('scheduled'),
    firstToken: tell('first'),
    preempted: tell('preempted'),
    completed: (request, atMs) => {
      tell('completed')(request, atMs);
      requests.forEach(({ after, atMs: thinkMs }, next) => {
        if (after === request) caused.push({ request: next, atMs: atMs + thinkMs });
      });
    },
  };
  const known: EngineRequests = {
    promptTokens: Int32Array.from(requests, ({ prompt }) => prompt),
    outputTokens: Int32Array.from(requests, ({ output }) => output),
    paths: script.paths,
  };
  const columns = new RequestColumns(requests.length);
  const engines = Array.from({ length: engineCount }, () => new SteppingEngine(config, known, listener, columns));
  const offer = (request: number, atMs: number, isCaused: boolean) => {
    if (!engines[requests[request].engine].offer(request, atMs, isCaused)) log.push({ what: 'refused', request, atMs });
  };
  const external = requests.map((request, index) => ({ ...request, index })).filter(({ after }) => after === undefined);
  const instants = [...external, ...cancels, ...speeds].map(({ atMs }) => atMs).concat(readsMs);

  const advanceAll = (nowMs: number) => {
    for (const engine of engines) {
      if (engine.nextMs !== nowMs) continue;
      engine.advance();
      isChecked?.();
    }
  };
  let nowMs = -Infinity;
  const next = () =>
    Math.min(
      ...engines.map(({ nextMs }) => nextMs),
      ...caused.map(({ atMs }) => atMs),
      ...instants.filter((atMs) => atMs > nowMs),
    );
  for (nowMs = next(); nowMs < Infinity; nowMs = next()) {
    const atMs = nowMs;
    for (const { index, atMs: atOne } of external) if (atOne === atMs) offer(index, atMs, false);
    for (const { request, atMs: atOne, isTimeout } of cancels) {
      if (atOne === atMs && isTimeout !== true) engines[requests[request].engine].cancel(request, atMs);
    }
    for (const { engine, speed, atMs: atOne } of speeds) if (atOne === atMs) engines[engine].setSpeed(speed, atMs);
    advanceAll(atMs);
    const now = caused.filter(({ atMs: atOne }) => atOne === atMs);
    caused = caused.filter(({ atMs: atOne }) => atOne !== atMs);
    for (const { request } of now) offer(request, atMs, true);
    advanceAll(atMs); // engines that were idle
    for (const { request, atMs: atOne, isTimeout } of cancels) {
      if (atOne === atMs && isTimeout === true) engines[requests[request].engine].cancel(request, atMs);
    }
    for (const readMs of readsMs) {
      if (readMs !== atMs) continue;
      const seen = engines.map((engine) => engine.read(atMs));
      reads.push(seen.map(({ running, waiting, usedBlocks }) => `${running}/${waiting}/${usedBlocks}`).join(' '));
    }
  }
  return { log, reads, counts: engines.map(({ counts }) => counts), engines };
}

/** Paths of runs by request: each its runs, with the blocks of each. */
export function pathsOf(paths: readonly (readonly (readonly [run: number, blocks: number])[])[]) {
  const start = Int32Array.from([0, ...paths.map((_, n) => paths.slice(0, n + 1).flat().length)]);
  const all = paths.flat();
  return { start, runs: Int32Array.from(all, ([run]) => run), upTo: Int32Array.from(all, ([, blocks]) => blocks) };
}
