import { Argument, type Command } from 'commander';
import { assignmentStrategies } from '../router/balancing/index.js';
import { policies } from '../router/index.js';
import { alertKinds } from '../router/monitoring/index.js';
import { policiesNote, terminalTable } from '../tank/report/index.js';
import { backends } from '../tank/simulation/index.js';
import { arrivals, arrivalsNote, distributions } from '../tank/traffic/index.js';
import { formats } from '../tank/recorded/index.js';
import { DONE } from './exit.js';
import type { Call } from './io.js';

/** What a scenario may name, each from its registry. */
const registries: Record<string, Record<string, { readonly summary: string }>> = {
  policies,
  assignments: assignmentStrategies,
  alerts: alertKinds,
  arrivals,
  distributions,
  backends,
  formats,
};

/** What is said below a table. */
const notes: Record<string, string | undefined> = { policies: policiesNote(), arrivals: arrivalsNote };

export function configure(command: Command): void {
  command
    .description(
      'Lists the available policies, assignments of agents, alerts, arrival processes, distributions, backends or trace formats.',
    )
    .addArgument(new Argument('<kind>', 'what to list').choices(Object.keys(registries)))
    .addHelpText('after', '\nExample:\n  wavetank list policies');
}

export function action({ stdout }: Call, kind: string): Promise<number> {
  const rows = Object.entries(registries[kind]).map(([name, { summary }]) => [name, summary]);
  const note = notes[kind];
  stdout.write(`${terminalTable({ head: [kind, 'description'], rows })}\n${note === undefined ? '' : `${note}\n`}`);
  return Promise.resolve(DONE);
}
