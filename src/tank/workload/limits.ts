/** Bounds on the size of a workload, the same for made and recorded traffic. */

/** Most requests of one replication. */
export const REQUEST_LIMIT = 1e8;

/** Most tokens of one prompt or one output; recorded traces stay far below. */
export const TOKEN_LIMIT = 10_000_000;
