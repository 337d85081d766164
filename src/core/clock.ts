/** Time as the router and the tank see it: simulated in the tank, wall time in production. */
export interface Clock {
  /** @returns milliseconds since an origin that the clock's owner chooses; never decreases */
  nowMs(): number;
}

/** A clock that its owner sets: simulated time, and the fake clock of tests. */
export class ManualClock implements Clock {
  /** The time, in a typed array of length 1 so that inner loops read and write it without boxing. */
  readonly cell = new Float64Array(1);

  nowMs(): number {
    return this.cell[0];
  }
}
