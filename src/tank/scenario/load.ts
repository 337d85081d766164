import { dirname, resolve } from 'node:path';
import { type Diagnostic, InputError } from '../../core/index.js';
import { BLOCK_LIMIT } from '../trace/index.js';
import { expectedBlocks, expectedRequests, meanRatePerS } from '../traffic/index.js';
import type { LengthFile } from '../recorded/index.js';
import { OPTIMAL_CELL_LIMIT } from '../../router/balancing/index.js';
import { mostReplications, optimalSize, tooManyValues, type Plan } from '../plan/index.js';
import { assign } from './assignments/assign.js';
import { scenarioMistakes } from './rules/checks.js';
import { jobsSha256, makePlan, scenarioSha256 } from './make-plan.js';
import {
  diagnosticsOf,
  type Mistake,
  objectSource,
  readText,
  refuse,
  type Source,
  wrongKey,
  wrongValue,
  yamlSource,
} from '../../core/input/index.js';
import { override, type Overrides, strategiesByName } from './overrides.js';
import { type ModuleRule, ownPolicies, type OwnPolicies, takePolicies } from './own-policies.js';
import { SCENARIO_FILE } from './form/scenario-file.js';
import { readLengthFiles } from './length-files.js';
import { type Scenario, scenarioSchema } from './form/schema.js';

export interface LoadOptions {
  /** Default `run`. */
  readonly modules?: ModuleRule | undefined;
}

/**
 * Reads a scenario file, or takes one as an object in its own snake_case form, whose paths are relative to the working
 * directory. Policies of its own are loaded and checked, which runs their code; files of lengths are read.
 * @throws InputError with every mistake in it
 */
export async function loadScenario(
  fileOrObject: unknown,
  overrides: Overrides = {},
  { modules = 'run' }: LoadOptions = {},
): Promise<Plan> {
  if (typeof fileOrObject === 'string') {
    const source = yamlSource(await readText(fileOrObject, SCENARIO_FILE), fileOrObject, SCENARIO_FILE);
    const form = checkedForm(source, overrides);
    const folder = dirname(resolve(fileOrObject));
    const { source: placed, handed } = form;
    const own = await ownPolicies(form.checked, { source: placed, folder, file: fileOrObject, handed, modules });
    return planOf(form, folder, { own, lengths: await readLengthFiles(form.checked.workload, folder) });
  }
  const form = checkedForm(objectSource(fileOrObject), overrides);
  const { source, handed } = form;
  const own = await ownPolicies(form.checked, { source, folder: '.', file: undefined, handed, modules });
  return planOf(form, '.', { own, lengths: await readLengthFiles(form.checked.workload, '.') });
}

interface ParseOptions {
  /** The file as the user named it. */
  readonly file: string;
  /** Folder that paths in the scenario are relative to. */
  readonly folder: string;
  readonly overrides?: Overrides | undefined;
}

/**
 * The plan of a text whose policies are all in the registry, and which needs no file of lengths.
 * @throws InputError with every mistake in the text
 */
export function parseScenario(text: string, { file, folder, overrides = {} }: ParseOptions): Plan {
  return planOf(checkedForm(yamlSource(text, file, SCENARIO_FILE), overrides), folder);
}

/**
 * The plan of an object whose policies are all in the registry, and which needs no file of lengths; paths in it are relative to
 * the working directory.
 * @throws InputError with every mistake, each at its path
 */
export function planFromObject(scenario: unknown, overrides: Overrides = {}): Plan {
  return planOf(checkedForm(objectSource(scenario), overrides), '.');
}

/**
 * Runs the code of the scenario's modules, unless they are refused.
 * @returns every mistake of a scenario file or object, none when it can run
 */
export async function validateScenario(
  fileOrObject: unknown,
  options: { readonly modules?: boolean } = {},
): Promise<readonly Diagnostic[]> {
  try {
    await loadScenario(fileOrObject, {}, { modules: options.modules === false ? 'refuse' : 'run' });
    return [];
  } catch (error) {
    if (error instanceof InputError) return error.diagnostics;
    throw error;
  }
}

/** A scenario whose form and rules are right, with its overrides. */
interface CheckedForm {
  readonly source: Source;
  /** Policies that are objects, by name of the strategy. */
  readonly handed: ReadonlyMap<string, unknown>;
  readonly overrides: Overrides;
  readonly scenario: unknown;
  readonly checked: Scenario;
  readonly warnings: readonly string[];
}

function checkedForm(written: Source, overrides: Overrides): CheckedForm {
  const { source: assigned, mistakes: misplaced } = assign(written, overrides.set ?? []);
  const { plain, handed } = takePolicies(assigned.value); // those that were assigned among them
  const source: Source = { ...assigned, value: plain };
  const { scenario, mistakes, warnings } = override(source.value, overrides);
  refuse([...misplaced, ...diagnosticsOf(scenarioMistakes(source.value), source), ...mistakes]);
  return { source, handed, overrides, scenario, checked: scenarioSchema.parse(scenario), warnings };
}

/** What a scenario names beside itself. */
interface Files {
  readonly own: OwnPolicies;
  /** By source of the workload. */
  readonly lengths: readonly (LengthFile | undefined)[];
}

const NO_FILES: Files = { own: new Map(), lengths: [] };

function planOf(form: CheckedForm, folder: string, files: Files = NO_FILES): Plan {
  const { source, handed, overrides, scenario, checked } = form;
  const { own, lengths } = files;
  const contents = { own, lengths: lengths.flatMap((file) => (file === undefined ? [] : [file.sha256])) };
  const hashes = { sha256: scenarioSha256(scenario, contents), jobsSha256: jobsSha256(scenario, contents) };
  const warnings = [...form.warnings, ...lengths.flatMap((file) => file?.warnings ?? [])];
  const named = [...strategiesByName(source.value).keys()];
  const plan = makePlan(checked, { written: scenario, handed, named, folder, warnings, own, lengths, ...hashes });
  const sizes = [
    ...sizeMistakes(plan, overrides),
    ...blockMistakes(plan),
    ...runInMistakes(plan),
    ...assignmentMistakes(plan),
  ];
  refuse(diagnosticsOf(sizes, source));
  return plan;
}

/** Of a recorded workload that can be said only when its trace is read. */
function sizeMistakes(plan: Plan, overrides: Overrides): Mistake[] {
  const { workload } = plan;
  if (workload.kind !== 'synthetic') return [];
  const replications = mostReplications(plan);
  const runs = overrides.replications === undefined ? `${replications} replications` : `--replications ${replications}`;
  const message = tooManyValues(Math.round(expectedRequests(workload)), replications, runs);
  if (message === undefined) return [];
  const advice = 'expected fewer requests, a shorter duration or fewer replications';
  return [wrongKey(['workload', workload.requests === undefined ? 'duration' : 'requests'], message, advice)];
}

function blockMistakes({ workload }: Plan): Mistake[] {
  if (workload.kind !== 'synthetic') return [];
  const blocks = expectedBlocks(workload);
  if (blocks <= BLOCK_LIMIT) return [];
  const message = `the prompts would be cut into about ${Number(blocks.toPrecision(2))} different blocks`;
  const advice = `expected at most ${BLOCK_LIMIT} in a replication: longer blocks, shorter prompts or fewer requests`;
  return [wrongKey(['workload', 'block_tokens'], message, advice)];
}

function assignmentMistakes(plan: Plan): Mistake[] {
  return plan.strategies.flatMap((strategy) => {
    const { agents, places } = optimalSize(plan, strategy) ?? { agents: 0, places: 0 };
    if (agents * places <= OPTIMAL_CELL_LIMIT) return [];
    const message = `optimal would have to look at ${agents} agents × ${places} places of the models`;
    const advice = `expected a product of at most ${OPTIMAL_CELL_LIMIT}: greedy or balanced, fewer agents, or models that take fewer requests`;
    return [wrongValue(['strategies', strategy.place, 'assign'], message, advice)];
  });
}

/** Most sessions that may open before the start: what each has come to is kept. */
const RUN_IN_LIMIT = 10_000_000;

function runInMistakes({ workload }: Plan): Mistake[] {
  if (workload.kind !== 'synthetic') return [];
  const opened = workload.sources.map(({ arrivals, sessions }) => {
    const runInMs = sessions?.runInMs ?? 0;
    return arrivals.kind === 'users' || runInMs === 0 ? 0 : (meanRatePerS(arrivals, runInMs) * runInMs) / 1000;
  });
  const most = Math.round(Math.max(0, ...opened));
  if (most <= RUN_IN_LIMIT) return [];
  const message = `about ${most} sessions would open in run_in, before the start`;
  return [wrongKey(['workload'], message, `expected at most ${RUN_IN_LIMIT}: give a shorter run_in`)];
}
