import { MinHeap, type Streams } from '../../core/index.js';
import type { ArrivalProcess } from './arrivals/arrival-process.js';
import { createArrivalProcess } from './arrivals/spec.js';
import { createDistribution } from './distributions/spec.js';
import { suffixOf, tenantOffsets } from './generate.js';
import type { SourceSpec } from './workload-spec.js';

/** A conversation begins. */
export interface Opening {
  readonly timeMs: number;
  /** Index of its source. */
  readonly source: number;
  /** −1 for none. */
  readonly tenant: number;
}

/**
 * The first conversations of all sources, as many as there may be, in order of time; those of one instant in the order of
 * the sources. Of users all are drawn: those who begin early may be any of them.
 * Cost: O(n log n) in users and requests together.
 */
export function drawOpenings(sources: readonly SourceSpec[], requests: number, streams: Streams): readonly Opening[] {
  const openings = [...usersOf(sources, streams), ...arrivalsOf(sources, requests, streams)];
  return openings.sort((a, b) => a.timeMs - b.timeMs || a.source - b.source).slice(0, requests);
}

function usersOf(sources: readonly SourceSpec[], streams: Streams): readonly Opening[] {
  return sources.flatMap(({ arrivals }, source) => {
    if (arrivals.kind !== 'users') return [];
    const random = streams.named(`arrivals${suffixOf(source)}`);
    const thinkMs = createDistribution(arrivals.thinkTime);
    return Array.from({ length: arrivals.count }, () => ({ timeMs: thinkMs.sample(random), source, tenant: -1 }));
  });
}

/** The earliest arrivals of all processes together: so many, and those that come at the same instant as the last. */
function arrivalsOf(sources: readonly SourceSpec[], requests: number, streams: Streams): readonly Opening[] {
  const firstTenant = tenantOffsets(sources);
  const next = new MinHeap(); // sources, by their next arrival
  const processes = sources.map(({ arrivals }, source) => {
    if (arrivals.kind === 'users') return undefined;
    const random = streams.named(`arrivals${suffixOf(source)}`);
    const process = createArrivalProcess(arrivals);
    return { process, random, tenant: -1 };
  });
  const draw = (source: number, afterMs: number) => {
    const found = processes[source];
    if (found === undefined) return;
    next.push(found.process.nextMs(afterMs, found.random), source);
    found.tenant = tenantOf(found.process, firstTenant[source]);
  };
  sources.forEach((_, source) => {
    draw(source, 0);
  });
  const openings: Opening[] = [];
  for (let lastMs = -1; next.count > 0 && (openings.length < requests || next.firstKey[0] === lastMs);) {
    lastMs = next.firstKey[0];
    const source = next.pop();
    openings.push({ timeMs: lastMs, source, tenant: processes[source]?.tenant ?? -1 });
    draw(source, lastMs);
  }
  return openings;
}

function tenantOf({ tenant = -1 }: ArrivalProcess, first: number): number {
  return tenant < 0 ? -1 : first + tenant;
}
