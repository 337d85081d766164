/** What measures are told of the scenario. */
export interface MeasureSettings {
  /** The SLO's response time. */
  readonly sloMs?: number | undefined;
  /** The client's timeout. */
  readonly timeoutMs?: number | undefined;
  /** By model: price of a million tokens. */
  readonly prices?: readonly ({ readonly prompt: number; readonly output: number } | undefined)[] | undefined;
  /** By class, then by model: capability score of the model for the agents of the class; absent without agents. */
  readonly scores?: readonly (readonly number[])[] | undefined;
}
