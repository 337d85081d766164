/** Areas under the curves of the endpoints' state, in columns by endpoint: each an integral over time, in ms. */
export class Areas {
  /** Of the number active: accepted attempts that have not ended. */
  readonly activeMs: Float64Array;
  /** Of the number waiting. */
  readonly waitingMs: Float64Array;
  /** Of active / max_concurrent. */
  readonly occupiedMs: Float64Array;
  /** Of the servers at work, slots or cores: as many as are in service, at most all. */
  readonly busyMs: Float64Array;
  /** Of the servers that there are. */
  readonly capacityMs: Float64Array;
  /** Time with more active than max_concurrent. */
  readonly overCapacityMs: Float64Array;
  /** Time with active / max_concurrent above the target. */
  readonly overTargetMs: Float64Array;
  /** Time that the endpoint is there. */
  readonly presentMs: Float64Array;

  constructor(count: number) {
    this.activeMs = new Float64Array(count);
    this.waitingMs = new Float64Array(count);
    this.occupiedMs = new Float64Array(count);
    this.busyMs = new Float64Array(count);
    this.capacityMs = new Float64Array(count);
    this.overCapacityMs = new Float64Array(count);
    this.overTargetMs = new Float64Array(count);
    this.presentMs = new Float64Array(count);
  }

  /** The areas between an earlier time and this one. */
  since(earlier: Areas): Areas {
    const between = new Areas(this.activeMs.length);
    for (const name of Object.keys(between) as (keyof Areas & `${string}Ms`)[]) {
      for (let e = 0; e < between[name].length; e++) between[name][e] = this[name][e] - earlier[name][e];
    }
    return between;
  }
}
