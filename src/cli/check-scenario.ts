import { existsSync } from 'node:fs';
import { dirname, relative, resolve, sep } from 'node:path';
import { type Diagnostic, InputError } from '../core/index.js';
import { type GateCheck, gatedMeasures, judgeScenario, makeBaseline, oneSided } from '../tank/verdicts/index.js';
import { runExperiment } from '../tank/runs/index.js';
import { changedBaseline } from '../tank/report/index.js';
import {
  type Baseline,
  baselinePath,
  listBaselines,
  readBaseline,
  scenarioOfBaseline,
  writeBaseline,
} from '../tank/results/index.js';
import { type LoadOptions, strategyLines } from '../tank/scenario/index.js';
import { type Io, pathIn } from './io.js';
import { mistakesIn, type PreparedRun, prepareRuns } from './prepare.js';
import { ProgressDisplay } from './progress.js';

/** A scenario that can be checked. */
export interface PreparedCheck extends PreparedRun {
  /** The file of its baseline, from the folder of the command line. */
  readonly path: string;
  /** Undefined only where it is to be made. */
  readonly baseline: Baseline | undefined;
}

/**
 * The scenarios with their baselines: nothing runs while one of them is wrong.
 * @param files empty for those of all baselines
 * @param update baselines may be missing, damaged or of another scenario: they are made anew
 * @throws InputError with every mistake in any of them
 */
export async function prepareChecks(
  io: Io,
  files: readonly string[],
  folder: string,
  update: boolean,
  loading: LoadOptions,
): Promise<readonly PreparedCheck[]> {
  const listed = files.length > 0 ? [] : await listBaselines(pathIn(io, folder));
  const named = files.length > 0 ? files : await filesOfBaselines(io, folder, listed);
  const runs = await prepareRuns(io, named, {}, loading);
  const mistakes: Diagnostic[] = listed.flatMap((path) => {
    const isRead = runs.some(({ plan }) => pathIn(io, baselinePath(folder, plan.name)) === path);
    const message = 'its scenario has a different name now, so no run is compared with this baseline';
    return isRead ? [] : [{ file: path, message, advice: 'remove it, or restore the name of the scenario' }];
  });
  const checks: PreparedCheck[] = [];
  for (const run of runs) {
    const path = baselinePath(folder, run.plan.name);
    try {
      const baseline = await readBaseline(pathIn(io, path), updateCommand(run.file, folder));
      if (!update) mistakes.push(...baselineMistakes(run, path, baseline));
      checks.push({ ...run, path, baseline });
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      if (update) checks.push({ ...run, path, baseline: undefined });
      else mistakes.push(...error.diagnostics);
    }
  }
  if (mistakes.length > 0) throw new InputError(mistakes);
  return checks;
}

/** The scenario files that baselines name, each once. */
async function filesOfBaselines(io: Io, folder: string, paths: readonly string[]): Promise<readonly string[]> {
  if (paths.length === 0) {
    const advice = 'make one for each scenario: wavetank check --update SCENARIO…';
    throw new InputError([{ file: folder, message: 'there are no baselines here', advice }]);
  }
  const files = new Set<string>();
  const mistakes: Diagnostic[] = [];
  for (const path of paths) {
    try {
      const file = relative(io.cwd, resolve(io.cwd, folder, await scenarioOfBaseline(path)));
      files.add(file);
      if (!existsSync(resolve(io.cwd, file)))
        mistakes.push({ file: path, message: `its scenario ${file} is gone`, advice: GONE_ADVICE });
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      mistakes.push(...error.diagnostics);
    }
  }
  if (mistakes.length > 0) throw new InputError(mistakes);
  return [...files];
}

const GONE_ADVICE =
  'remove this baseline too, or make it from the scenario at its new path: wavetank check --update SCENARIO';

function baselineMistakes({ file, plan, recorded }: PreparedRun, path: string, baseline?: Baseline): Diagnostic[] {
  const advice = `if that is intended: ${updateCommand(file, dirname(path))}`;
  if (baseline === undefined) {
    return [{ file, message: `there is no baseline for ${plan.name}: ${path} is missing`, advice }];
  }
  if (baseline.scenario_sha256 !== plan.sha256) {
    const hasModules = plan.strategies.some(({ policy }) => typeof policy === 'object');
    const what = hasModules ? 'the scenario, or the file of a policy in it,' : 'the scenario';
    return [{ file, message: `${what} has changed since its baseline ${path} was made`, advice }];
  }
  if (baseline.summary.scenario.trace?.sha256 !== recorded?.record.sha256) {
    return [{ file, message: `its recorded trace has changed since its baseline ${path} was made`, advice }];
  }
  const missing = gatedMeasures(plan).filter((measure) => !baseline.gated.includes(measure));
  const [run, held] = [plan.strategies, baseline.summary.strategies].map((all) => all.map(({ name }) => name));
  const strangers = held.filter((name) => !run.includes(name));
  const absent = [...missing, ...run.filter((name) => !held.includes(name)).map((name) => `the strategy ${name}`)];
  return [
    ...(absent.length === 0 ? [] : [`its baseline ${path} does not hold ${absent.join(', ')}`]),
    ...(strangers.length === 0
      ? []
      : [`its baseline ${path} holds strategies that the scenario does not have: ${strangers.join(', ')}`]),
  ].map((message) => ({ file, message, advice }));
}

const DEFAULT_FOLDER = 'results/baselines';

function updateCommand(file: string, folder: string): string {
  const option = folder === DEFAULT_FOLDER ? '' : ` --baselines ${folder}`;
  return `wavetank check --update${option} ${file}`;
}

/** Runs a scenario and holds it against its baseline. */
export async function checkScenario(io: Io, prepared: PreparedCheck): Promise<GateCheck> {
  const { plan, file, path, baseline } = prepared;
  if (baseline === undefined) throw new Error(`${plan.name} has no baseline`);
  const judged = judgeScenario(baseline, await runForBaseline(io, prepared), plan.tolerance);
  const advice =
    `What to do: wavetank run ${file} shows the whole report. Fix the cause, ` +
    `or, if the change is intended, run ${updateCommand(file, dirname(path))} and say why in the commit.`;
  return { name: plan.name, file, lines: await strategyLines(pathIn(io, file)), ...judged, advice };
}

/** Runs a scenario and stores what it found. @returns what changed, in words */
export async function updateBaseline(io: Io, prepared: PreparedCheck): Promise<string> {
  const { plan, path, baseline: before } = prepared;
  const now = await runForBaseline(io, prepared);
  await writeBaseline(pathIn(io, path), now);
  return changedBaseline(
    path,
    before && { ...judgeScenario(before, now, plan.tolerance), oneSided: oneSided(before, now) },
  );
}

async function runForBaseline(io: Io, { file, plan, recorded, path }: PreparedCheck): Promise<Baseline> {
  const progress = new ProgressDisplay(plan.name, io.stderr);
  const running = runExperiment(plan, {
    recorded,
    onProgress: progress.show,
    onNotice: progress.note,
  }).finally(() => {
    progress.stop();
  });
  const { results, lost } = await mistakesIn(file, running);
  if (results === undefined || lost.length > 0) throw incomplete(file, lost.length);
  return makeBaseline(plan, results, {
    nodeMajor: Number(process.versions.node.split('.')[0]),
    scenarioFile: relative(dirname(resolve(io.cwd, path)), resolve(io.cwd, file)).replaceAll(sep, '/'),
  });
}

/** Fewer replications are not those of the baseline. */
function incomplete(file: string, lost: number): InputError {
  const advice = 'if memory is short, use a smaller scenario or a larger machine; then check again';
  return new InputError([{ file, message: `${lost} of its jobs were given up, so nothing is judged`, advice }]);
}
