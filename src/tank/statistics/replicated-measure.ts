/** A measure over all replications pooled, and of each replication in order; NaN where there is no value. */
export type ReplicatedMeasure = { readonly pooled: number; readonly replications: readonly number[] };
