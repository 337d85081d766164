import { plainMean } from '../../core/index.js';
import { inspectTrace, LENGTH_SHARES, type TraceProfile } from '../inspection/index.js';
import type { Trace } from '../trace/index.js';

/** A number of a trace beside that of made ones. */
export interface FitNumber {
  readonly name: string;
  readonly recorded: number;
  /** Mean, least and greatest over the made traces. */
  readonly made: number;
  readonly least: number;
  readonly most: number;
  /** Whether it is off: by more than the tolerance, and no made trace comes as near to the recorded one. */
  readonly isOff: boolean;
}

/** How far the mean of made traces may be from the recorded number, as a share of it; a correlation by so much. */
export const FIT_TOLERANCE = 0.25;

interface Measure {
  readonly name: string;
  readonly of: (profile: TraceProfile) => number | undefined;
  /** Differences count, not ratios. */
  readonly isAbsolute?: boolean;
}

const dispersion = (seconds: number): Measure => ({
  name: `dispersion in ${seconds} s`,
  of: ({ arrivals }) => arrivals.dispersion.find(({ window_s }) => window_s === seconds)?.value,
});
const [P50, P99] = [0.5, 0.99].map((share) => LENGTH_SHARES.indexOf(share));

const MEASURES: readonly Measure[] = [
  { name: 'mean rate, /s', of: ({ arrivals }) => arrivals.mean_per_s },
  { name: 'gaps: cv', of: ({ arrivals }) => arrivals.gap_cv },
  dispersion(1),
  dispersion(10),
  dispersion(60),
  { name: 'prompts: mean', of: ({ prompt_tokens }) => prompt_tokens?.mean },
  { name: 'prompts: P50', of: ({ prompt_tokens }) => prompt_tokens?.quantiles[P50] },
  { name: 'prompts: P99', of: ({ prompt_tokens }) => prompt_tokens?.quantiles[P99] },
  { name: 'outputs: mean', of: ({ output_tokens }) => output_tokens?.mean },
  { name: 'outputs: P50', of: ({ output_tokens }) => output_tokens?.quantiles[P50] },
  { name: 'outputs: P99', of: ({ output_tokens }) => output_tokens?.quantiles[P99] },
  { name: 'prompt and output: Spearman', of: ({ correlation }) => correlation?.spearman, isAbsolute: true },
  { name: 'turns of a session', of: ({ sessions }) => sessions?.turns_mean },
];

/** Holds made traces against a recorded one. Cost: a few sorts for each. */
export class FitNumbers {
  readonly #recorded: TraceProfile;
  readonly #made: TraceProfile[] = [];

  constructor(trace: Trace) {
    this.#recorded = profileOf(trace);
  }

  add(made: Trace): void {
    this.#made.push(profileOf(made));
  }

  /** The numbers that the recorded trace has and some made one. */
  all(): FitNumber[] {
    return MEASURES.flatMap(({ name, of, isAbsolute = false }) => {
      const recorded = of(this.#recorded);
      const values = this.#made.map(of).filter((value) => value !== undefined);
      if (recorded === undefined || values.length === 0) return [];
      const [made, least, most] = [plainMean(values), Math.min(...values), Math.max(...values)];
      const allowed = FIT_TOLERANCE * (isAbsolute ? 1 : Math.abs(recorded));
      const isOff = Math.abs(made - recorded) > allowed && (recorded < least || recorded > most);
      return [{ name, recorded, made, least, most, isOff }];
    });
  }
}

/** Blocks take longest to look at, and are not held against each other. */
function profileOf({ blocks: _, ...trace }: Trace): TraceProfile {
  return inspectTrace(trace);
}
