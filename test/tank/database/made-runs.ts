import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Summary } from '../../../src/index.js';
import { UNEQUAL } from '../runs/tiny.js';
import { runScenario } from '../../support/unchecked.js';

/** Folders of results that are made for a test. */

export interface MadeRun {
  readonly name?: string;
  readonly seed?: string;
  readonly sha256?: string;
  /** ISO 8601; without one there is no provenance.json. */
  readonly date?: string;
  /** Each P99 is multiplied with it. */
  readonly slower?: number;
}

/** What a run of two strategies in four replications gives. */
const summary = await runScenario({
  ...UNEQUAL,
  slo: { response_time: '500ms', attainment: '90%' },
  workload: { ...UNEQUAL.workload, requests: 200 },
});

/** @returns the summary that a made run has */
export function madeSummary({ name = 'unequal', seed = 'a', sha256, slower = 1 }: MadeRun = {}): Summary {
  const made = structuredClone(summary) as unknown as {
    scenario: { name: string; seed: string; sha256: string };
    strategies: { measures: { response_time_ms: { p99: { value: number } } } }[];
  };
  made.scenario.name = name;
  made.scenario.seed = seed;
  made.scenario.sha256 = sha256 ?? made.scenario.sha256;
  for (const { measures } of made.strategies) measures.response_time_ms.p99.value *= slower;
  return made as unknown as Summary;
}

/** Writes a run to a folder, with the files that the database reads. */
export async function writeRun(folder: string, run: MadeRun = {}): Promise<void> {
  const made = madeSummary(run);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'summary.json'), JSON.stringify(made));
  const strategies = made.strategies.map(({ name }) => ({ name, values: { 'response_time_ms.p99': [1, null, 3, 4] } }));
  const compared = made.scenario.compare;
  const replications = { schema: 'wavetank.replications/1', scenario: made.scenario.name, compared, strategies };
  await writeFile(join(folder, 'replications.json'), JSON.stringify(replications));
  if (run.date === undefined) return;
  const provenance = { schema: 'wavetank.provenance/1', command: ['run'], date: run.date, node: 'v20.20.2' };
  await writeFile(join(folder, 'provenance.json'), JSON.stringify(provenance));
}
