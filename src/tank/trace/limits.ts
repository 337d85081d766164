/** Most requests of one replication, the same for made and recorded traffic. */
export const REQUEST_LIMIT = 1e8;
