/**
 * The library without the types of scenarios: for those that tests put together from parts, and those that are wrong on purpose.
 * test/api/scenario-type.test.ts and the notebooks hold the types.
 */
import type { Capacity, CapacityOptions, RunOptions, RunResults, StudyOptions } from '../../src/index.js';
import type { Summary, SweepResults, VariedScenario, Variation } from '../../src/index.js';
import * as library from '../../src/index.js';

export const runScenario = library.runScenario as (scenario: unknown, options?: RunOptions) => Promise<Summary>;

export const run = library.run as (
  scenario: unknown,
  options?: RunOptions & { readonly rows?: boolean },
) => Promise<RunResults>;

export const sweep = library.sweep as (
  scenario: unknown,
  variation: Variation,
  options?: StudyOptions,
) => Promise<SweepResults>;

export const vary = library.vary as (
  scenario: unknown,
  variation: Variation,
  options?: Pick<RunOptions, 'seed' | 'replications' | 'strategies' | 'modules'>,
) => Promise<readonly VariedScenario[]>;

export const capacity = library.capacity as (scenario: unknown, options?: CapacityOptions) => Promise<Capacity>;
