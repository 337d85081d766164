import { Option } from 'commander';
import type { LoadOptions } from '../tank/scenario/index.js';

/** Options of commands that load the policies of a scenario. */
export interface ModulesOption {
  readonly modules: boolean;
}

/** Scenarios run what they name as `module`: files of strangers should be read first. */
export function modulesOption(): Option {
  return new Option('--no-modules', 'refuse scenarios that run code from a file (module), for scenarios of others');
}

export function loadOptions({ modules }: ModulesOption): LoadOptions {
  return { modules: modules ? 'run' : 'refuse' };
}
