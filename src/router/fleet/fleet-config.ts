/** A model and its replicas, as the router is told of them. */
export interface ModelConfig {
  readonly id: string;
  /** Number of endpoints: one has the model's id, several are `id/0`, `id/1`, … Default 1. */
  readonly replicas?: number;
  /** Requests that an endpoint works on at once. Default 10. */
  readonly maxConcurrent?: number;
  /** Requests that may wait at an endpoint; Infinity for no limit. Default 5. */
  readonly maxQueue?: number;
  /** Utilization above which an endpoint counts as over target. Default 0.8. */
  readonly targetUtilization?: number;
}

export interface FleetConfig {
  readonly models: readonly ModelConfig[];
}

export const DEFAULT_CAPACITY = { maxConcurrent: 10, maxQueue: 5, targetUtilization: 0.8 };

/** Ids of a model's endpoints, in index order. */
export function endpointIds(model: ModelConfig): string[] {
  const replicas = model.replicas ?? 1;
  return replicas === 1 ? [model.id] : Array.from({ length: replicas }, (_, replica) => `${model.id}/${replica}`);
}
