/**
 * Real elapsed time, for progress and provenance. It is handed in by the few places that may read a wall clock
 * (cli, gateway, bench, the worker entry), so that nothing in a result can depend on it.
 */
export interface Stopwatch {
  /** @returns milliseconds since an arbitrary fixed instant */
  elapsedMs(): number;
}
