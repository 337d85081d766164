import { z } from 'zod';
import { Gamma } from '../distributions/gamma.js';
import { Weibull } from '../distributions/weibull.js';
import { plainNumber, rate } from '../quantities.js';
import { unknownKind } from '../unknown-kind.js';
import type { ArrivalProcess } from './arrival-process.js';
import { DeterministicArrivals } from './deterministic.js';
import { PoissonArrivals } from './poisson.js';
import { RenewalArrivals } from './renewal.js';

/**
 * The only list of arrival processes: names, scenario schema and messages derive from it. A new one is a file with its
 * class and a line here. `options` is what a scenario writes; `create` makes the process, anew for every replication.
 */
export const arrivals = {
  poisson: entry({
    summary: 'independent arrivals at a mean rate',
    options: () => z.strictObject({ kind: kind('poisson'), rate: meanRate() }),
    create: (spec) => new PoissonArrivals(spec.rate),
  }),
  deterministic: entry({
    summary: 'equal gaps, the first arrival after one gap',
    options: () => z.strictObject({ kind: kind('deterministic'), rate: meanRate() }),
    create: (spec) => new DeterministicArrivals(spec.rate),
  }),
  gamma: entry({
    summary: 'independent gamma gaps: cv below 1 is more regular than Poisson, above 1 burstier',
    options: () => z.strictObject({ kind: kind('gamma'), rate: meanRate(), cv: gapVariation() }),
    create: (spec) => new RenewalArrivals(new Gamma(1000 / spec.rate, spec.cv)),
  }),
  weibull: entry({
    summary: 'independent Weibull gaps: shape 1 is Poisson, below 1 burstier',
    options: () => z.strictObject({ kind: kind('weibull'), rate: meanRate(), shape: gapShape() }),
    create: (spec) => new RenewalArrivals(new Weibull(1000 / spec.rate, spec.shape)),
  }),
};

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

/** @returns a process at its start; it keeps state and serves one replication */
export function createArrivalProcess(spec: ArrivalSpec): ArrivalProcess {
  return create(spec.kind, spec);
}

const creators: { readonly [K in ArrivalName]: { create(spec: Specs[K]): ArrivalProcess } } = arrivals;

function create<K extends ArrivalName>(kind: K, spec: Specs[K]): ArrivalProcess {
  return creators[kind].create(spec);
}

function kind<Name extends string>(name: Name) {
  return z.literal(name).meta({ description: 'name of the arrival process' });
}

function meanRate() {
  return rate().meta({ description: 'mean number of arrivals in a unit of time, such as 40/s' });
}

function gapVariation() {
  return plainNumber({ least: 0.001 }).meta({ description: 'coefficient of variation of the gaps' });
}

function gapShape() {
  return plainNumber({ least: 0.1 }).meta({ description: 'the smaller, the burstier; from 0.1' });
}

interface ArrivalEntry<Schema extends z.ZodType> {
  readonly summary: string;
  readonly options: () => Schema;
  readonly create: (spec: z.output<Schema>) => ArrivalProcess;
}

/** Ties the argument of `create` to the output of `options`. */
function entry<Schema extends z.ZodType>(process: ArrivalEntry<Schema>): ArrivalEntry<Schema> {
  return process;
}
