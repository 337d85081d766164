import { endpointCount, type RunEstimate } from '../tank/runs/index.js';
import { formatDuration, formatNumber, terminalTable } from '../tank/report/index.js';
import { mostReplications, type Plan } from '../tank/plan/index.js';

/** What `run --dry-run` prints. */
export function dryRunReport(plan: Plan, estimate: RunEstimate): string {
  const rows = [
    ['fleet', `${counted(plan.fleet.models.length, 'model')}, ${counted(endpointCount(plan), 'endpoint')}`],
    ['strategies', plan.strategies.map(({ name }) => name).join(', ')],
    ['baseline', plan.baseline],
    ['compared by', plan.compare.join(', ')],
    ['replications', replicationsOf(plan)],
    ['requests in each', formatNumber(estimate.requestsPerJob)],
    ['requests simulated', formatNumber(estimate.jobs * estimate.requestsPerJob)],
    ['seed', plan.seed],
    ['jobs', `${estimate.jobs} on ${counted(estimate.workers, 'worker')}`],
    ['time', `about ${formatDuration(roughly(1000 * estimate.seconds))}`],
    ['memory', `about ${formatNumber(roughly(estimate.memoryBytes / 1e6))} MB`],
  ];
  return `${terminalTable({ head: [plan.name, 'would run'], rows })}\n`;
}

/** @example counted(2, 'model') // 2 models */
function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

/** With those that its rules may add; what these take is not known before. */
function replicationsOf(plan: Plan): string {
  const most = mostReplications(plan);
  return most > plan.replications ? `${plan.replications}, up to ${most} if needed` : String(plan.replications);
}

/** Two digits: more would be a promise. */
function roughly(value: number): number {
  return Number(value.toPrecision(2));
}
