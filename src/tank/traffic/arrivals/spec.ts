import { z } from 'zod';
import { unknownKind } from '../../../core/input/index.js';
import type { ArrivalProcess } from './arrival-process.js';
import { arrivals } from './registry.js';

export type ArrivalName = keyof typeof arrivals;

type Specs = { [K in ArrivalName]: z.output<ReturnType<(typeof arrivals)[K]['options']>> };

/** An arrival process as checked data; rates are per second. */
export type ArrivalSpec = Specs[ArrivalName];

/** Schema of any arrival process, told apart by `kind`. */
export function arrivalSchema() {
  const [first, ...rest] = Object.values(arrivals).map((process) => process.options());
  return z.discriminatedUnion('kind', [first, ...rest], {
    error: unknownKind('arrival process', Object.keys(arrivals)),
  });
}

/** @returns mean arrivals per second over a run of so many ms */
export function meanRatePerS(spec: ArrivalSpec, durationMs: number): number {
  return meanBy(spec.kind, spec, durationMs);
}

/** @returns a process at its start; it keeps state and serves one replication */
export function createArrivalProcess(spec: ArrivalSpec): ArrivalProcess {
  return create(spec.kind, spec);
}

const entries: {
  readonly [K in ArrivalName]: {
    create(spec: Specs[K]): ArrivalProcess;
    meanRate(spec: Specs[K], durationMs: number): number;
  };
} = arrivals;

function meanBy<K extends ArrivalName>(kind: K, spec: Specs[K], durationMs: number): number {
  return entries[kind].meanRate(spec, durationMs);
}

function create<K extends ArrivalName>(kind: K, spec: Specs[K]): ArrivalProcess {
  return entries[kind].create(spec);
}
