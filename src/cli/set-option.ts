import { Option } from 'commander';
import { type Assignment, parseAssignment } from '../tank/scenario/index.js';

export interface SetOption {
  readonly set?: readonly Assignment[];
}

/** `--set PATH=VALUE`, as often as it is given. */
export function setOption(): Option {
  return new Option(
    '--set <path=value>',
    'another value in the scenario, such as workload.arrivals.rate=20/s; repeatable',
  )
    .argParser((text: string, before: readonly Assignment[] | undefined) => [...(before ?? []), parseAssignment(text)])
    .default(undefined);
}
