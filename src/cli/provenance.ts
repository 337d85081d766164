import { cpus, totalmem } from 'node:os';
import { VERSION } from '../core/index.js';
import type { Provenance } from '../tank/results/index.js';
import type { Experiment } from '../tank/runs/index.js';
import type { Call } from './io.js';

/** What was typed, on which machine, and how long it took. @param date of the start, ISO 8601 */
export function provenanceOf(
  { argv }: Call,
  { jobs, workers, interrupted, reused }: Experiment,
  date: string,
  wallMs: number,
): Provenance {
  const processors = cpus();
  return {
    schema: 'wavetank.provenance/1',
    version: VERSION,
    node: process.version,
    command: argv,
    host: {
      platform: process.platform,
      arch: process.arch,
      cpu: processors[0]?.model ?? 'unknown',
      cores: processors.length,
      memory_bytes: totalmem(),
    },
    date,
    wall_ms: wallMs,
    workers,
    interrupted,
    ...(reused > 0 && { reused_jobs: reused }),
    jobs,
  };
}

/** The same of many runs, which are told of by their study. */
export function provenanceOfStudy({ argv }: Call, date: string, wallMs: number) {
  return {
    schema: 'wavetank.provenance/1',
    version: VERSION,
    node: process.version,
    command: argv,
    date,
    wall_ms: wallMs,
  } as const;
}
