import { z } from 'zod';
import type { EndpointTable } from '../fleet/endpoint-table.js';
import type { RequestView } from '../request-view.js';
import { BestTree } from './best-tree.js';
import { type Candidates, type Policy, type PolicyContext, policy } from './policy.js';

/**
 * The smallest mean response time (weighted by exp(−age / 10 s)) × (in-flight + 1). An endpoint without samples counts
 * with the mean of the fleet, so that it is tried without a stampede; before the first sample anywhere all count alike. What
 * is known of an endpoint that answers nothing fades to that mean with the same time constant, so that it is tried again.
 * Cost: O(log n) per pick and per change, and O(endpoints without samples) while there are some. Ties: uniformly at
 * random. Source: the load of Finagle's peak EWMA balancer (pending + 1, time constant 10 s) over all candidates.
 */
export class LatencyBased implements Policy {
  readonly #context: PolicyContext;
  readonly #tree: BestTree;
  /** Endpoints without samples, the first `#unsampledCount` of them, and what they count with: the fleet's mean, or 1 before it has one. */
  #unsampled = new Int32Array(0);
  #unsampledCount = 0;
  readonly #unsampledMs = Float64Array.of(1);
  #version = -1;

  constructor(context: PolicyContext) {
    this.#context = context;
    this.#tree = new BestTree(context.table);
    context.loadTracker.fadeLatencies();
  }

  pick(_request: RequestView, table: EndpointTable, _candidates: Candidates): number {
    this.#refresh(table);
    return this.#tree.pick(this.#context.random);
  }

  /** `leastOf` in one pass: a column of scores written first makes a decision over 64 endpoints a seventh slower. */
  pickAmong(_request: RequestView, table: EndpointTable, list: Int32Array, count: number): number {
    const { latencyWeight, expectedMs, load } = table;
    const { fleetLatencyMs } = this.#context.loadTracker;
    let best = -1;
    let leastMs = Infinity;
    let ties = 0;
    for (let i = 0; i < count; i++) {
      const endpoint = list[i];
      let meanMs = 1;
      if (latencyWeight[endpoint] > 0) meanMs = expectedMs[endpoint];
      else if (fleetLatencyMs[0] >= 0) meanMs = fleetLatencyMs[0];
      const score = meanMs * (load[endpoint] + 1);
      if (score > leastMs) continue;
      ties = score < leastMs ? 1 : ties + 1;
      leastMs = score;
      if (ties === 1 || this.#context.random.below(ties) === 0) best = endpoint;
    }
    return best;
  }

  onChange(endpoint: number): void {
    if (this.#version !== this.#context.table.version) return; // the next pick rebuilds
    this.#rate(endpoint);
    this.#tree.update(endpoint);
  }

  score(endpoint: number, { latencyWeight, expectedMs, load }: EndpointTable): number {
    const [fleetMs] = this.#context.loadTracker.fleetLatencyMs;
    const unsampledMs = Number.isNaN(fleetMs) ? 1 : fleetMs;
    return (latencyWeight[endpoint] > 0 ? expectedMs[endpoint] : unsampledMs) * (load[endpoint] + 1);
  }

  #rate(endpoint: number): void {
    const { latencyWeight, expectedMs, load } = this.#context.table;
    const { score } = this.#tree;
    if (latencyWeight[endpoint] > 0) score[endpoint] = expectedMs[endpoint] * (load[endpoint] + 1);
    else score[endpoint] = this.#unsampledMs[0] * (load[endpoint] + 1);
  }

  /** Makes the index good: after a change of the fleet, or of the mean that endpoints without samples count with. */
  #refresh(table: EndpointTable): void {
    if (this.#version === table.version && this.#unsampledCount === 0) return;
    const fleetMs = this.#context.loadTracker.fleetLatencyMs;
    const isOther = fleetMs[0] !== this.#unsampledMs[0] && fleetMs[0] >= 0;
    if (isOther) this.#unsampledMs[0] = fleetMs[0];
    if (this.#version !== table.version) this.#rebuild();
    else if (isOther) this.#rateUnsampled(table);
  }

  #rateUnsampled({ latencyWeight }: EndpointTable): void {
    let kept = 0;
    for (let i = 0; i < this.#unsampledCount; i++) {
      const endpoint = this.#unsampled[i];
      if (latencyWeight[endpoint] === 0) this.#unsampled[kept++] = endpoint;
      this.#rate(endpoint);
      this.#tree.update(endpoint);
    }
    this.#unsampledCount = kept;
  }

  #rebuild(): void {
    const { count, latencyWeight, version } = this.#context.table;
    this.#tree.reset();
    this.#unsampled = new Int32Array(count);
    this.#unsampledCount = 0;
    for (let e = 0; e < count; e++) {
      if (latencyWeight[e] === 0) this.#unsampled[this.#unsampledCount++] = e;
      this.#rate(e);
    }
    this.#tree.build();
    this.#version = version;
  }
}

export const latencyBased = policy({
  summary: 'the smallest recent response time x (in-flight + 1)',
  goesBy: 'smallest',
  cost: 'O(log n)',
  options: z.strictObject({}),
  create: (_options, context) => new LatencyBased(context),
});
