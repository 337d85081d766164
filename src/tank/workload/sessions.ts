import { z } from 'zod';
import { longer } from '../../core/columns.js';
import { MinHeap } from '../../core/min-heap.js';
import type { Streams } from '../../core/streams.js';
import type { ArrivalProcess } from './arrivals/arrival-process.js';
import { createDistribution, distributionSchema, type DistributionSpec } from './distributions/registry.js';
import { duration, plainNumber } from './quantities.js';

/** Sessions: each arrival of the arrival process opens one, which sends several requests. */
export interface SessionSpec {
  /** Requests of a session; rounded, at least 1. */
  readonly turns: DistributionSpec;
  /** From the arrival of a turn to that of the next, in ms. */
  readonly thinkTime: DistributionSpec;
}

/** Most turns of a session. */
const TURN_LIMIT = 1e6;

export function sessionsSchema() {
  return z
    .strictObject({
      turns: distributionSchema(plainNumber({ positive: true })).meta({
        description: 'requests of a session; rounded, at least 1',
      }),
      think_time: distributionSchema(duration()).meta({
        description: 'from the arrival of a turn to that of the next',
      }),
    })
    .transform(({ turns, think_time }): SessionSpec => ({ turns, thinkTime: think_time }));
}

export interface SessionArrivals {
  /** Ascending, with the sentinel Infinity at the end. */
  readonly arrivalMs: Float64Array;
  /** By request, numbered in the order in which sessions begin. */
  readonly session: Int32Array;
}

/**
 * The requests of all sessions in order of arrival. What a session sends is drawn when it sends it, from the streams
 * `turns` and `think_time`: it depends on nothing but the traffic.
 * Cost: O(log sessions) per request.
 * @param process opens the sessions
 * @param requests stop after so many requests, Infinity for no such end
 * @param durationMs stop at the first arrival after that, Infinity for no such end
 */
export function drawSessions(
  { turns, thinkTime }: SessionSpec,
  process: ArrivalProcess,
  streams: Streams,
  requests: number,
  durationMs: number,
): SessionArrivals {
  const arrivalStream = streams.named('arrivals');
  const turnStream = streams.named('turns');
  const thinkStream = streams.named('think_time');
  const turnCount = createDistribution(turns);
  const thinkMs = createDistribution(thinkTime);
  const waiting = new MinHeap(); // sessions that have turns left, by the time of the next
  let turnsLeft = new Int32Array(1024);
  let arrivalMs = new Float64Array(1024);
  let session = new Int32Array(1024);
  let sessionCount = 0;
  let count = 0;
  let openingMs = process.nextMs(0, arrivalStream);
  while (count < requests) {
    const continues = waiting.firstKey[0] < openingMs;
    const timeMs = continues ? waiting.firstKey[0] : openingMs;
    if (timeMs > durationMs) break;
    const s = continues ? waiting.pop() : sessionCount++;
    if (!continues) {
      if (s === turnsLeft.length) turnsLeft = longer(turnsLeft, 2 * s);
      turnsLeft[s] = Math.min(TURN_LIMIT, Math.max(1, Math.round(turnCount.sample(turnStream))));
      openingMs = process.nextMs(openingMs, arrivalStream);
    }
    if (count === session.length) {
      arrivalMs = longer(arrivalMs, 2 * count);
      session = longer(session, 2 * count);
    }
    arrivalMs[count] = timeMs;
    session[count++] = s;
    if (--turnsLeft[s] > 0) waiting.push(timeMs + thinkMs.sample(thinkStream), s);
  }
  const withSentinel = longer(arrivalMs.subarray(0, count), count + 1, Infinity);
  return { arrivalMs: withSentinel, session: session.slice(0, count) };
}
