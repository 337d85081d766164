import type { Measure, StrategySummary } from '../results/index.js';

/** A strategy by what its answers are worth and how long they take. */
export interface Rated {
  readonly name: string;
  readonly quality: Measure;
  readonly p99: Measure;
  /** Strategies that are at least as good in both, and better in one. */
  readonly beatenBy: readonly string[];
}

/** The strategies that have a quality and a P99 of response time, in the order of the scenario. */
export function ratedStrategies(strategies: readonly StrategySummary[]): readonly Rated[] {
  const rated = strategies.flatMap(({ name, measures: { quality, response_time_ms } }) => {
    const p99 = response_time_ms?.p99;
    return quality === undefined || p99 === undefined ? [] : [{ name, quality, p99 }];
  });
  return rated.map((each) => ({
    ...each,
    beatenBy: rated.filter((other) => beats(other, each)).map(({ name }) => name),
  }));
}

type Point = Pick<Rated, 'quality' | 'p99'>;

function beats(a: Point, b: Point): boolean {
  const [faster, better] = [b.p99.value - a.p99.value, a.quality.value - b.quality.value];
  return faster >= 0 && better >= 0 && faster + better > 0;
}

/** Those that none beats, the fastest first. */
export function frontierOf(rated: readonly Rated[]): readonly Rated[] {
  return rated.filter(({ beatenBy }) => beatenBy.length === 0).sort((a, b) => a.p99.value - b.p99.value);
}
