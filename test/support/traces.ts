import fc from 'fast-check';
import { Streams } from '../../src/core/streams.js';
import { type ArrivalSpec, createArrivalProcess } from '../../src/tank/traffic/arrivals/spec.js';
import type { Trace } from '../../src/tank/trace/trace.js';
import { promptBlocks } from './prompt-blocks.js';

type Extra = Partial<Omit<Trace, 'requestCount' | 'arrivalMs'>>;

/** A trace of requests at some times, without lengths unless they are given. */
export function traceOf(arrivalMs: ArrayLike<number>, extra: Extra = {}): Trace {
  const times = Float64Array.from([...Array.from(arrivalMs), Infinity]);
  const none = new Int32Array(0);
  return { requestCount: arrivalMs.length, arrivalMs: times, promptTokens: none, outputTokens: none, ...extra };
}

/** Arrivals of a process over some time. */
export function arrivalsOf(spec: ArrivalSpec, spanMs: number, seed: string): Float64Array {
  const process = createArrivalProcess(spec);
  const random = new Streams(seed, 0).named('arrivals');
  const times: number[] = [];
  for (let ms = process.nextMs(0, random); ms <= spanMs; ms = process.nextMs(ms, random)) times.push(ms);
  return Float64Array.from(times);
}

const MOST = 40;
const column = (most: number, least = 0) =>
  fc.option(fc.array(fc.integer({ min: least, max: most }), { minLength: MOST, maxLength: MOST }), { nil: undefined });

/** Traces of 1 to 40 requests, with or without anything that a trace can have, often with equal times and lengths. */
export const traces: fc.Arbitrary<Trace> = fc
  .record({
    gaps: fc.array(fc.oneof(fc.constant(0), fc.constant(100), fc.double({ min: 0, max: 1e5, noNaN: true })), {
      minLength: 1,
      maxLength: MOST,
    }),
    prompts: column(3000),
    outputs: column(2),
    session: column(4, -1),
    tenant: column(3, -1),
    requestClass: column(2),
    words: fc.option(fc.array(fc.array(fc.nat(2), { maxLength: 4 }), { minLength: MOST, maxLength: MOST }), {
      nil: undefined,
    }),
  })
  .map(({ gaps, prompts, outputs, session, tenant, requestClass, words }) => {
    let ms = 0;
    const count = gaps.length;
    const ints = (values: readonly number[]) => Int32Array.from(values.slice(0, count));
    const paths = words?.slice(0, count).map((word) => word.map((_, i) => word.slice(0, i + 1).join('/')));
    return traceOf(
      gaps.map((gap) => (ms += gap)),
      {
        ...(prompts && { promptTokens: ints(prompts) }),
        ...(outputs && { outputTokens: ints(outputs) }),
        ...(session && { session: ints(session) }),
        ...(tenant && { tenant: { names: ['a', 'b', 'c', 'd'], index: ints(tenant) } }),
        ...(requestClass && {
          requestClass: { names: ['x', 'y', 'z'], index: Uint8Array.from(requestClass.slice(0, count)) },
        }),
        ...(paths && { blocks: promptBlocks(paths, 16) }),
      },
    );
  });
