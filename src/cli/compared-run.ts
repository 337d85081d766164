import { stat } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { InputError } from '../core/index.js';
import {
  type Baseline,
  checkRunFile,
  readBaseline,
  readRun,
  replicatedValues,
  RUN_FILES,
  summaryOfBaseline,
  type WrittenScenario,
} from '../tank/results/index.js';
import { loadScenario, scenarioTraffic } from '../tank/scenario/index.js';
import type { ComparedRun } from '../tank/verdicts/index.js';
import { type Io, pathIn } from './io.js';

const EXPECTED =
  'expected a folder of results, such as results/quickstart, or a baseline, such as results/baselines/quickstart.json';

/**
 * A run that is to be compared.
 * @param path of a folder of results or of a baseline, as the user named it
 * @throws InputError when it is neither, or damaged
 */
export async function readComparedRun(io: Io, path: string): Promise<ComparedRun> {
  const place = pathIn(io, path);
  const found = await stat(place).catch(() => undefined);
  if (found === undefined) throw nothing(path);
  if (found.isDirectory()) return runInFolder(path, place);
  if ((RUN_FILES as readonly string[]).includes(basename(place))) {
    const advice = `to compare the run: ${dirname(path)}`;
    throw new InputError([{ file: path, message: 'this is a file of a run, not its folder', advice }]);
  }
  try {
    checkRunFile(basename(path), found);
  } catch (error) {
    throw new InputError([{ file: path, message: error instanceof Error ? error.message : '', advice: EXPECTED }]);
  }
  return baselineAt(path, place);
}

async function runInFolder(path: string, folder: string): Promise<ComparedRun> {
  const run = await readRun(folder);
  const { summary, provenance, scenario } = run;
  const values = replicatedValues(folder, run);
  return { path, kind: 'run', summary, values, nodeMajor: nodeMajorOf(provenance), ...known(scenario) };
}

async function baselineAt(path: string, file: string): Promise<ComparedRun> {
  const baseline = await readBaseline(file);
  if (baseline === undefined) throw nothing(path);
  const { replications: values, node_major: nodeMajor } = baseline;
  const summary = summaryOfBaseline(path, baseline);
  return { path, kind: 'baseline', summary, values, nodeMajor, ...known(await scenarioOf(file, baseline)) };
}

function nothing(path: string): InputError {
  return new InputError([{ file: path, message: 'there is nothing here', advice: EXPECTED }]);
}

/** The scenario that a baseline was made from: its file, if that was not changed since. */
async function scenarioOf(file: string, baseline: Baseline): Promise<WrittenScenario | undefined> {
  try {
    const path = resolve(dirname(file), baseline.scenario_file);
    const plan = await loadScenario(path, {}, { modules: 'refuse' });
    return plan.sha256 === baseline.scenario_sha256 ? plan.written : undefined;
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}

function known(scenario: WrittenScenario | undefined): Pick<ComparedRun, 'scenario' | 'traffic'> {
  return { scenario, traffic: scenario && scenarioTraffic(scenario) };
}

function nodeMajorOf(provenance: { readonly node?: unknown } | undefined): number | undefined {
  const major = /^v(\d+)\./.exec(String(provenance?.node))?.[1];
  return major === undefined ? undefined : Number(major);
}
