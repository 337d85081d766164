import { type Diagnostic, InputError, Interrupted, MissingPackageError, type Stopwatch } from '../core/index.js';
import { quoted, suggestOneOf } from '../core/input/index.js';
import type { Progress } from '../tank/runs/index.js';
import type { LoadOptions, Overrides } from '../tank/scenario/index.js';

export interface RunOptions {
  readonly seed?: string;
  readonly replications?: number;
  /** Only these of the scenario's strategies, or policies beside them. */
  readonly strategies?: readonly string[];
  /** Threads; changes no number. Default: one for each core where the work is worth it; 1 where a policy or the arrivals are an object. */
  readonly workers?: number;
  /** Whether policies in files of their own may be loaded, which runs their code. Default true. */
  readonly modules?: boolean;
  readonly onProgress?: (progress: Progress) => void;
  /** Called when all is over, however it ended. */
  readonly onEnd?: () => void;
  /** Ends the run early; the results then have the replications that every strategy finished. */
  readonly signal?: AbortSignal;
  readonly stopwatch?: Stopwatch;
}

/** Options of a study of many runs; what `onProgress` counts are its runs. */
export type StudyOptions = Omit<RunOptions, 'stopwatch'>;

const STUDY = ['seed', 'replications', 'strategies', 'workers', 'modules', 'onProgress', 'onEnd', 'signal'] as const;

/** Names of the options of each function. */
export const KNOWN = {
  run: [...STUDY, 'stopwatch', 'rows'],
  sweep: STUDY,
  vary: ['seed', 'replications', 'strategies', 'modules'],
  capacity: [...STUDY, 'vary', 'seek', 'tolerance'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/**
 * Work that has options: they are checked before it begins, and told when it is over.
 * @throws InputError for options that are none; what the work throws; and where the signal says so, that it was interrupted
 */
export async function withOptions<Result>(
  options: RunOptions,
  known: readonly string[],
  work: () => Promise<Result>,
): Promise<Result> {
  checkOptions(options, known);
  try {
    const result = await work();
    const reason: unknown = options.signal?.reason;
    if (reason instanceof Interrupted) throw reason; // nobody is left who wants the result
    return result;
  } catch (error) {
    if (!(error instanceof InputError) || error instanceof MissingPackageError) throw error;
    throw new InputError(error.diagnostics.map(inOptions));
  } finally {
    options.onEnd?.();
  }
}

/** What the command line calls flags are options here. */
function inOptions({ message, advice, ...place }: Diagnostic): Diagnostic {
  const told = (text: string) =>
    text
      .replace('--set PATH=VALUES', '{ grid: { PATH: VALUES } }')
      .replace(/--(seed|replications|strategies|vary)\b/g, '$1');
  return { ...place, message: told(message), ...(advice !== undefined && { advice: told(advice) }) };
}

/** From JavaScript, or a cell, anything may come. */
function checkOptions(options: unknown, known: readonly string[]): void {
  const advice = `expected an object with some of: ${known.join(', ')}`;
  if (typeof options !== 'object' || options === null)
    throw new InputError([{ message: `options cannot be ${quoted(options)}`, advice }]);
  const unknown = Object.keys(options).filter((key) => !known.includes(key));
  const mistakes = unknown.map((key) => ({
    message: `unknown option ${quoted(key)}`,
    advice: suggestOneOf(known, key),
  }));
  const { signal, strategies } = options as Readonly<Record<string, unknown>>;
  if (signal !== undefined && !(signal instanceof AbortSignal))
    mistakes.push({ message: 'signal is no AbortSignal', advice: 'expected one, such as AbortSignal.timeout(60_000)' });
  if (strategies !== undefined && !Array.isArray(strategies))
    mistakes.push({ message: `strategies cannot be ${quoted(strategies)}`, advice: 'expected a list of names' });
  if (mistakes.length > 0) throw new InputError(mistakes);
}

export function overridesOf({ seed, replications, strategies }: RunOptions): Overrides {
  return { seed, replications, strategies };
}

export function loadingOf({ modules = true }: RunOptions): LoadOptions {
  return { modules: modules ? 'run' : 'refuse' };
}
