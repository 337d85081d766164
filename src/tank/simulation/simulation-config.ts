/** The simulated servers behind one model's endpoints. */
export interface BackendConfig {
  readonly kind: 'slots' | 'processor_sharing';
  /** Service times are divided by this. */
  readonly speed: number;
  /** `slots`: servers of an endpoint; absent = the endpoint's max_concurrent. */
  readonly slots?: number;
  /** `slots`: places in an endpoint's queue, Infinity for no limit; absent = the endpoint's max_queue. */
  readonly queue?: number;
  /** `processor_sharing`: cores that the running requests share. Default 1. */
  readonly cores?: number;
}

/** A change at a set time. Exactly one field of one endpoint changes. */
export type FleetEvent = { readonly timeMs: number; readonly endpoint: string } & (
  | { readonly field: 'health'; readonly value: 'healthy' | 'degraded' | 'unhealthy' }
  | { readonly field: 'speed' | 'max_concurrent' | 'max_queue'; readonly value: number }
);
