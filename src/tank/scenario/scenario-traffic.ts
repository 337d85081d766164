import { InputError } from '../../core/index.js';
import { valueOf } from '../../core/input/index.js';
import type { Plan } from '../plan/index.js';
import { planFromObject } from './load.js';

/** What all strategies of a scenario meet, in units of the plan with every default, so that two ways to write it are equal. */
export interface ScenarioTraffic extends Pick<Plan, 'workload' | 'service' | 'client'> {
  /** Whether lengths come from a file, of which the scenario has the path alone. */
  readonly hasLengthFiles: boolean;
}

/** Keys that traffic depends on. */
const KEYS = ['schema', 'name', 'fleet', 'workload', 'service', 'client'] as const;

/**
 * The traffic of a scenario as a folder of results has it: no file is read, no policy loaded.
 * @returns undefined where it is no scenario of this version of the form
 */
export function scenarioTraffic(written: unknown): ScenarioTraffic | undefined {
  const workload = valueOf(written, 'workload');
  const sources = valueOf(workload, 'sources');
  const hasLengthFiles = [workload, ...(Array.isArray(sources) ? (sources as unknown[]) : [])].some(
    (source) => valueOf(source, 'lengths') !== undefined,
  );
  const kept = Object.fromEntries(KEYS.map((key) => [key, valueOf(written, key)]));
  const scenario = { ...kept, workload: hasLengthFiles ? withoutFiles(workload) : workload, strategies: ['random'] };
  try {
    const plan = planFromObject(scenario);
    return { workload: plan.workload, service: plan.service, client: plan.client, hasLengthFiles };
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}

/** With some length in the place of each file. */
function withoutFiles(source: unknown): unknown {
  if (typeof source !== 'object' || source === null) return source;
  const { lengths, sources, ...rest } = source as Readonly<Record<string, unknown>>;
  return {
    ...rest,
    ...(lengths !== undefined && { prompt_tokens: 1, output_tokens: 1 }),
    ...(Array.isArray(sources) && { sources: sources.map(withoutFiles) }),
  };
}
