import { formatDiagnostic } from '../../../src/core/diagnostic.js';
import { policyNames } from '../../../src/router/index.js';
import { comparablePaths } from '../../../src/tank/measures/index.js';
import { measuresAdvice } from '../../../src/tank/scenario/rules/measure-checks.js';
import { formats } from '../../../src/tank/recorded/index.js';
import type { Overrides } from '../../../src/tank/scenario/index.js';
import { arrivals, distributions } from '../../../src/tank/traffic/index.js';
import { inputError, plan } from './fixture.js';

/** What golden files say in place of the names of a registry, so that a new entry changes none of them. */
const LISTS: readonly (readonly [word: string, names: readonly string[]])[] = [
  ['<policies>', policyNames],
  ['<other policies>', policyNames.filter((name) => name !== 'round_robin')], // after the scenario's own strategies
  ['<arrival processes>', Object.keys(arrivals)],
  ['<distributions>', Object.keys(distributions)],
  ['<formats>', Object.keys(formats)],
  ['expected one of: <measures>', [measuresAdvice(comparablePaths([50, 95, 99, 99.9]))]], // those of the fixture
];

/** What the command line prints for a scenario with mistakes; the names of a registry, all of them in order, as a word. */
export function goldenMessagesOf(text: string, overrides?: Overrides): string {
  return inputError(() => plan(text, overrides))
    .diagnostics.map(({ message, advice, ...place }) =>
      formatDiagnostic({ ...place, message: shortened(message), ...(advice && { advice: shortened(advice) }) }),
    )
    .join('\n');
}

function shortened(text: string): string {
  return LISTS.reduce((result, [word, names]) => result.replaceAll(names.join(', '), word), text);
}
