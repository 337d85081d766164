/**
 * The form of replications.json, `wavetank.replications/1`: every compared and gated measure in each replication, in
 * order. As deterministic as the summary; what compares, merges or judges runs reads it.
 */
export interface Replications {
  readonly schema: 'wavetank.replications/1';
  readonly scenario: string;
  /** Measures that the scenario compares. */
  readonly compared: readonly string[];
  readonly strategies: readonly {
    readonly name: string;
    /** By measure; null where a replication has no value. */
    readonly values: Readonly<Record<string, readonly (number | null)[]>>;
    /**
     * Of quantiles that single replications are too short for: those of sections of neighbouring ones, by which strategies
     * are compared; none where they would be fewer than five.
     */
    readonly sections?: Readonly<Record<string, readonly number[]>>;
  }[];
}

/** The values of compared measures, by measure and strategy, where there are several replications. */
export function comparedValues({ compared, strategies }: Replications) {
  return compared.flatMap((measure) =>
    strategies.flatMap(({ name: strategy, values: { [measure]: values = [] } }) =>
      values.length < 2 ? [] : [{ measure, strategy, values }],
    ),
  );
}
