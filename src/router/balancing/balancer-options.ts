import { flag, oneOf, type OptionsOf, share } from '../../core/options/index.js';

/** What becomes of an agent when every model that may serve it is full: it goes to the least overfull one, or to none. */
export const WHEN_FULL = ['least_overfull', 'refuse'] as const;

/** How load enters an assignment. */
export interface BalancerOptions {
  /** Whether load is looked at; without it agents are assigned by capability, or evenly, alone. Default true. */
  readonly enableLoadBalancing: boolean;
  /** Share of a score that full utilization takes away, 0 to 1. Default 0.3. */
  readonly loadWeight: number;
  /** Factor, 0 to 1, of the scores of a model above its target utilization. Default 0.8. */
  readonly overTargetFactor: number;
  /** What becomes of an agent when every model that may serve it is full. Default least_overfull. */
  readonly whenFull: (typeof WHEN_FULL)[number];
}

export const BALANCER_OPTIONS: OptionsOf<BalancerOptions> = {
  enableLoadBalancing: flag(true, 'whether load is looked at when agents are assigned'),
  loadWeight: share(0.3, 'share of a capability score that full utilization takes away'),
  overTargetFactor: share(0.8, 'factor of the scores of a model above its target utilization'),
  whenFull: oneOf('least_overfull', WHEN_FULL, 'what becomes of an agent when every model that may serve it is full'),
};
