import { z } from 'zod';
import { InputError, type RandomStream } from '../../../core/index.js';
import type { ArrivalProcess } from './arrival-process.js';
import { NUMBER_LIMIT } from '../../../core/input/index.js';
import { shownKind } from '../../../core/options/index.js';
import { kind } from './parameters.js';

/** Arrivals of one's own: a program hands them over, a file cannot. */
export interface OwnArrivals {
  /** Mean arrivals per second: what is reckoned before the run, such as its size, goes by it. */
  readonly meanRatePerS: number;
  /** @returns a process at its start; made anew for every run of every strategy */
  create(): ArrivalProcess;
}

/** How a scenario holds them, beside the processes of the registry. */
export const ownArrivals = {
  options: () =>
    z.strictObject({
      kind: kind('object'),
      process: z.custom<OwnArrivals>(isOwnArrivals, {
        error:
          'expected an object with meanRatePerS, a number above 0, and create, a function: a program gives it, a file cannot',
      }),
    }),
  create: ({ process }: { readonly process: OwnArrivals }): ArrivalProcess => new CheckedArrivals(process),
  meanRate: ({ process }: { readonly process: OwnArrivals }) => process.meanRatePerS,
};

function isOwnArrivals(value: unknown): value is OwnArrivals {
  if (typeof value !== 'object' || value === null) return false;
  const { meanRatePerS, create } = value as Partial<Record<keyof OwnArrivals, unknown>>;
  return typeof create === 'function' && Number.isFinite(meanRatePerS) && (meanRatePerS as number) > 0;
}

/** Arrivals at one instant, one after another, from which on they are taken for no end of them. */
const AT_ONCE_LIMIT = 1_000_000;

/** Refuses times that would stop a run from ever ending, or that are none; what the process throws is told with its place. */
class CheckedArrivals implements ArrivalProcess {
  readonly #process: ArrivalProcess;
  #atOnce = 0;

  constructor(own: OwnArrivals) {
    let process: unknown;
    try {
      process = own.create();
    } catch (error) {
      throw told('create', error);
    }
    const { nextMs } = (process ?? {}) as Partial<ArrivalProcess>;
    if (typeof nextMs !== 'function') throw refusal('create returned no object with a function nextMs');
    this.#process = process as ArrivalProcess;
  }

  nextMs(previousMs: number, random: RandomStream): number {
    let timeMs: unknown;
    try {
      timeMs = this.#process.nextMs(previousMs, random);
    } catch (error) {
      throw told('nextMs', error);
    }
    if (typeof timeMs !== 'number' || !(timeMs >= previousMs && timeMs <= NUMBER_LIMIT))
      throw refusal(`nextMs(${previousMs}) returned ${shownKind(timeMs)}`);
    this.#atOnce = timeMs === previousMs ? this.#atOnce + 1 : 0;
    if (this.#atOnce > AT_ONCE_LIMIT)
      throw refusal(`nextMs returned ${timeMs} more than ${AT_ONCE_LIMIT} times in a row`);
    return timeMs;
  }
}

/** What a function of the process threw, with its place. */
function told(name: string, error: unknown): InputError {
  const { message, stack = '' } = error instanceof Error ? error : new Error(String(error));
  const [place = ''] = stack.split('\n').filter((line) => line.startsWith('    at '));
  return refusal(`${name} threw an error: ${message}${place === '' ? '' : ` (${place.trim()})`}`);
}

function refusal(message: string): InputError {
  const advice = `nextMs returns the time of the next arrival in ms: a number up to ${NUMBER_LIMIT}, not less than the time it is given`;
  return new InputError([{ message: `arrivals of kind object: ${message}`, advice }]);
}
