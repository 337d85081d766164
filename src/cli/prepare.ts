import { type Diagnostic, formatDiagnostic, InputError } from '../core/index.js';
import { loadRecorded, type RecordedTrace } from '../tank/runs/index.js';
import { loadScenario, type LoadOptions, type Overrides } from '../tank/scenario/index.js';
import type { Plan } from '../tank/plan/index.js';
import { type Io, pathIn } from './io.js';

/** A scenario that can run. */
export interface PreparedRun {
  /** As the user named it. */
  readonly file: string;
  readonly plan: Plan;
  /** Its recorded trace, where it has one. */
  readonly recorded: RecordedTrace | undefined;
}

/**
 * The plans of all files with their traces: nothing runs while one of them is wrong.
 * @throws InputError with every mistake in any of them
 */
export async function prepareRuns(
  io: Io,
  files: readonly string[],
  overrides: Overrides,
  loading: LoadOptions,
): Promise<readonly PreparedRun[]> {
  const prepared = new Map<string, PreparedRun>();
  const mistakes = new Map<string, Diagnostic>(); // by text: an option is wrong for all files alike
  const add = (diagnostic: Diagnostic) => mistakes.set(formatDiagnostic(diagnostic), diagnostic);
  for (const file of files) {
    try {
      const plan = await loadScenario(pathIn(io, file), overrides, loading);
      if (prepared.has(plan.name)) add(sameName(file, plan.name));
      prepared.set(plan.name, { file, plan, recorded: await loadRecorded(plan) });
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      error.diagnostics.forEach(add);
    }
  }
  if (mistakes.size > 0) throw new InputError([...mistakes.values()]);
  return [...prepared.values()];
}

/** What was found only when it ran is a mistake in the scenario: its file is named. */
export async function mistakesIn<Result>(file: string, running: Promise<Result>): Promise<Result> {
  return running.catch((error: unknown) => {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(error.diagnostics.map((diagnostic) => ({ file, ...diagnostic })));
  });
}

function sameName(file: string, name: string): Diagnostic {
  const advice = 'give it another name, or run the two separately: the name identifies results and baselines';
  return { file, message: `a scenario before it has the name ${name} too`, advice };
}
