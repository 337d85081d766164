import { z } from 'zod';
import { unknownKind } from '../../../core/input/index.js';
import type { ArrivalProcess } from './arrival-process.js';
import { ownArrivals } from './own-arrivals.js';
import { arrivals } from './registry.js';

export type ArrivalName = keyof typeof arrivals;

/** The registry, and what a program hands over. */
const kinds = { ...arrivals, object: ownArrivals };

type Kind = keyof typeof kinds;

type Specs = { [K in Kind]: z.output<ReturnType<(typeof kinds)[K]['options']>> };

/** An arrival process as checked data, unless it is an object; rates are per second. */
export type ArrivalSpec = Specs[Kind];

/** Schema of any arrival process, told apart by `kind`. */
export function arrivalSchema() {
  const [first, ...rest] = Object.values(kinds).map((process) => process.options());
  return z.discriminatedUnion('kind', [first, ...rest], {
    error: unknownKind('arrival process', Object.keys(arrivals)),
  });
}

/** @returns mean arrivals per second over a run of so many ms */
export function meanRatePerS(spec: ArrivalSpec, durationMs: number): number {
  return meanBy(spec.kind, spec, durationMs);
}

/** @returns how the mean rate goes in time; of arrivals that are an object nobody knows */
export function loadOf({ kind }: Pick<ArrivalSpec, 'kind'>): 'even' | 'wandering' | 'scheduled' | 'unknown' {
  return kind === 'object' ? 'unknown' : arrivals[kind].load;
}

/** @returns a process at its start; it keeps state and serves one replication */
export function createArrivalProcess(spec: ArrivalSpec): ArrivalProcess {
  return create(spec.kind, spec);
}

const entries: {
  readonly [K in Kind]: {
    create(spec: Specs[K]): ArrivalProcess;
    meanRate(spec: Specs[K], durationMs: number): number;
  };
} = kinds;

function meanBy<K extends Kind>(kind: K, spec: Specs[K], durationMs: number): number {
  return entries[kind].meanRate(spec, durationMs);
}

function create<K extends Kind>(kind: K, spec: Specs[K]): ArrivalProcess {
  return entries[kind].create(spec);
}
