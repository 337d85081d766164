import { InputError } from '../../../core/index.js';
import type { ScenarioChange } from '../../results/index.js';
import type { ComparedRun, ComparedTraffic } from './compared-run.js';
import { scenarioChanges } from './scenario-changes.js';

/**
 * Why replications of two runs cannot be compared in pairs; undefined where replication k of both met the same traffic, as far
 * as can be told: where workload, seed and recorded trace are the same, and replications are not drawn from one trace.
 * @throws InputError when they met traffic of another kind: a difference would be that of the traffic
 */
export function unpairedReason(before: ComparedRun, after: ComparedRun): string | undefined {
  refuseOtherTraffic(before, after);
  const [a, b] = [before.summary.scenario, after.summary.scenario];
  const isSameScenario = a.sha256 === b.sha256;
  const [had, has] = [before.traffic, after.traffic];
  if (!isSameScenario) {
    const unknown = [before, after].filter(({ traffic }) => traffic === undefined).map(({ path }) => path);
    if (had === undefined || has === undefined)
      return `whether they met the same traffic cannot be told, without the scenario of ${unknown.join(' and ')}`;
    if (had.hasLengthFiles)
      return 'whether they met the same traffic cannot be told: lengths come from a file, which may have changed';
  }
  if (a.seed !== b.seed) return `the seeds differ: ${a.seed} before, ${b.seed} after`;
  const isResampled = [before, after].some(({ summary }) =>
    summary.strategies.some(({ measures }) => measures.completed_share?.ci_method === 'bootstrap'),
  );
  if (isResampled || resampled(had) || resampled(has)) return 'replications are resampled from one trace';
  const without = [before, after].filter(({ values }) => values === undefined).map(({ path }) => path);
  return without.length === 0 ? undefined : `there is no replications.json in ${without.join(' and ')}`;
}

function resampled(traffic: ComparedTraffic | undefined): boolean {
  return traffic?.workload.kind === 'recorded' && traffic.workload.resampleMs !== undefined;
}

/** @throws InputError when the runs met different workloads, or recorded traces */
function refuseOtherTraffic(before: ComparedRun, after: ComparedRun): void {
  const [had, has] = [before, after].map(({ summary }) => summary.scenario.trace?.sha256);
  if (had !== has) {
    throw otherTraffic(before, after, [
      { path: 'recorded trace, SHA-256', ...(had && { before: shown(had) }), ...(has && { after: shown(has) }) },
    ]);
  }
  if (before.traffic === undefined || after.traffic === undefined) return;
  if (before.traffic.hasLengthFiles === after.traffic.hasLengthFiles && key(before.traffic) === key(after.traffic))
    return;
  const [a, b] = [before, after].map(({ scenario }) => ({ workload: scenario?.['workload'] }));
  throw otherTraffic(before, after, scenarioChanges(a, b));
}

/** A hash as people compare it. */
function shown(sha256: string): string {
  return sha256.slice(0, 12);
}

/** Keys that are told of; the message names how many more there are. */
const MOST_TOLD = 5;

function otherTraffic(before: ComparedRun, after: ComparedRun, changes: readonly ScenarioChange[]): InputError {
  const told = changes.slice(0, MOST_TOLD).map((each) => `${each.path} ${each.before ?? '–'} → ${each.after ?? '–'}`);
  const more = changes.length > MOST_TOLD ? ` and ${changes.length - MOST_TOLD} more` : '';
  const message = `its traffic is not that of ${before.path}: ${told.join('; ')}${more}`;
  const advice =
    'a difference would be that of the traffic: compare runs of the same workload; wavetank sweep shows strategies under several';
  return new InputError([{ file: after.path, message, advice }]);
}

/** Of what arrives, but for the path of a trace, whose content is compared, and what routers are told of it. */
function key({ workload }: ComparedTraffic): string {
  if (workload.kind === 'recorded') return canonical({ ...workload, path: undefined, format: undefined });
  return canonical(workload.kind === 'synthetic' ? { ...workload, outputEstimate: undefined } : workload);
}

/** JSON in which the order of keys does not count. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, child: unknown) =>
    typeof child === 'object' && child !== null && !Array.isArray(child)
      ? Object.fromEntries(Object.entries(child).sort(([a], [b]) => (a < b ? -1 : 1)))
      : child,
  );
}
