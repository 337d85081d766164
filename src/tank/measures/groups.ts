import { COMPLETED } from '../simulation/index.js';
import { NO_CLASS } from '../trace/index.js';
import type { FinishedRun } from './finished-run.js';
import { TALLIES, type Tallies, type TallyName, tallyRequests } from './tallies.js';

/** A part of the requests of a run, or all of them, with the endpoints that belong to it. */
export interface Group {
  readonly tallies: Readonly<Record<TallyName, number>>;
  /** By index; of a class none: all endpoints serve it. */
  readonly endpoints: readonly number[];
}

/** Groups that requests fall into. */
export interface Grouping {
  readonly groups: readonly Group[];
  /** Index of the group of a request, −1 where it is in none. */
  readonly groupOf: (request: number) => number;
}

/** All ways in which the requests of a run are grouped. */
export interface Groupings {
  /** One group. */
  readonly all: Grouping;
  /** By class, those without one last; absent where the trace has no classes. */
  readonly byClass: Grouping | undefined;
  readonly byModel: Grouping;
  /** By the endpoint that accepted the request last. */
  readonly byEndpoint: Grouping;
}

/** Cost: a pass over the requests, two where they have classes. */
export function groupingsOf(run: FinishedRun): Groupings {
  const { stations, outcomes, modelOf, modelCount } = run;
  const endpointCount = stations.count;
  const { endpoint } = outcomes;
  // what no endpoint accepted has an entry of its own, the last one
  const byEndpoint = tallyRequests(run, (r) => (endpoint[r] < 0 ? endpointCount : endpoint[r]), endpointCount + 1);
  const endpoints = Array.from({ length: endpointCount }, (_, e) => e);
  const ofModel = Array.from({ length: modelCount }, (_, m) => endpoints.filter((e) => modelOf[e] === m));
  const entries = [...endpoints, endpointCount];
  return {
    all: { groups: [{ tallies: sumOf(byEndpoint, entries), endpoints }], groupOf: () => 0 },
    byClass: classGrouping(run),
    byModel: {
      groups: ofModel.map((own) => ({ tallies: sumOf(byEndpoint, own), endpoints: own })),
      groupOf: (request) => (endpoint[request] < 0 ? -1 : modelOf[endpoint[request]]),
    },
    byEndpoint: {
      groups: endpoints.map((e) => ({ tallies: sumOf(byEndpoint, [e]), endpoints: [e] })),
      groupOf: (request) => endpoint[request],
    },
  };
}

function classGrouping(run: FinishedRun): Grouping | undefined {
  const { requestClass } = run.trace;
  if (requestClass === undefined) return undefined;
  const { names, index } = requestClass;
  const groupOf = (request: number) => (index[request] === NO_CLASS ? names.length : index[request]);
  const tallies = tallyRequests(run, groupOf, names.length + 1);
  const groups = Array.from({ length: names.length + 1 }, (_, c) => ({ tallies: sumOf(tallies, [c]), endpoints: [] }));
  return { groups, groupOf };
}

function sumOf(tallies: Tallies, entries: readonly number[]): Group['tallies'] {
  const sum = (column: Float64Array) => entries.reduce((total, entry) => total + column[entry], 0);
  return Object.fromEntries(TALLIES.map((name) => [name, sum(tallies[name])])) as Group['tallies'];
}

/**
 * The values of completed requests that arrived in the window, a column for each group, in order of arrival.
 * @param values by request
 */
export function columnsOf(values: Float64Array, { groups, groupOf }: Grouping, run: FinishedRun): Float64Array[] {
  const { status } = run.outcomes;
  const columns = groups.map(({ tallies }) => new Float64Array(tallies.servedInWindow));
  if (groups.length === 1) {
    fillOne(columns[0], values, status, run.firstRequest);
    return columns;
  }
  const ends = new Int32Array(groups.length);
  for (let request = run.firstRequest; request < run.trace.requestCount; request++) {
    if (status[request] !== COMPLETED) continue;
    const group = groupOf(request);
    columns[group][ends[group]++] = values[request];
  }
  return columns;
}

/** All completed requests are in one group. */
function fillOne(column: Float64Array, values: Float64Array, status: Uint8Array, firstRequest: number): void {
  let end = 0;
  for (let request = firstRequest; end < column.length; request++) {
    if (status[request] === COMPLETED) column[end++] = values[request];
  }
}
