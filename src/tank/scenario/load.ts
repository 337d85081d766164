import { dirname, resolve } from 'node:path';
import { type Diagnostic, InputError } from '../../core/index.js';
import { BLOCK_LIMIT } from '../trace/index.js';
import { expectedBlocks, expectedRequests, meanRatePerS } from '../traffic/index.js';
import { mostReplications, tooManyValues, type Plan } from '../plan/index.js';
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
  yamlSource,
} from '../../core/input/index.js';
import { override, type Overrides } from './overrides.js';
import { SCENARIO_FILE } from './form/scenario-file.js';
import { scenarioSchema } from './form/schema.js';

/**
 * Reads a scenario file, and no other.
 * @throws InputError with every mistake in it
 */
export async function loadScenario(file: string, overrides: Overrides = {}): Promise<Plan> {
  return parseScenario(await readText(file, SCENARIO_FILE), { file, folder: dirname(resolve(file)), overrides });
}

interface ParseOptions {
  /** The file as the user named it. */
  readonly file: string;
  /** Folder that paths in the scenario are relative to. */
  readonly folder: string;
  readonly overrides?: Overrides | undefined;
}

/** @throws InputError with every mistake in the text */
export function parseScenario(text: string, { file, folder, overrides = {} }: ParseOptions): Plan {
  return planOf(yamlSource(text, file, SCENARIO_FILE), folder, overrides);
}

/**
 * The plan of a scenario in its own snake_case form; paths in it are relative to the working directory.
 * @throws InputError with every mistake, each at its path
 */
export function planFromObject(scenario: unknown, overrides: Overrides = {}): Plan {
  return planOf(objectSource(scenario), '.', overrides);
}

/** @returns every mistake of a scenario file or object, none when it can run */
export async function validateScenario(fileOrObject: unknown): Promise<readonly Diagnostic[]> {
  try {
    if (typeof fileOrObject === 'string') await loadScenario(fileOrObject);
    else planFromObject(fileOrObject);
    return [];
  } catch (error) {
    if (error instanceof InputError) return error.diagnostics;
    throw error;
  }
}

function planOf(source: Source, folder: string, overrides: Overrides): Plan {
  const { scenario, mistakes, warnings } = override(source.value, overrides);
  refuse([...diagnosticsOf(scenarioMistakes(source.value), source), ...mistakes]);
  const checked = scenarioSchema.parse(scenario);
  const hashes = { sha256: scenarioSha256(scenario), jobsSha256: jobsSha256(scenario) };
  const plan = makePlan(checked, { folder, warnings, ...hashes });
  refuse(diagnosticsOf([...sizeMistakes(plan, overrides), ...blockMistakes(plan), ...runInMistakes(plan)], source));
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
