import type { Summary } from '../tank/results/index.js';
import { quotedCommand } from './command-text.js';

/** A run that was made. */
interface Made {
  /** The scenario as it was named. */
  readonly file: string;
  readonly folder: string;
  readonly page: string;
  readonly summary: Summary;
  /** Whether every table was printed. */
  readonly verbose: boolean;
}

/** Where the results are, and what to do next: at most four lines. */
export function nextSteps({ file, folder, page, summary, verbose }: Made): string {
  const { compare, replications } = summary.scenario;
  const needed = summary.screening?.find(({ measure }) => measure === compare[0])?.replications_needed;
  const steps: (readonly [string, string])[] = [
    ['report:', `${page}: open it for charts, intervals and the scenario`],
    ['results:', folder],
    ...(needed === undefined || needed <= replications
      ? []
      : ([
          ['next:', `${quotedCommand(['run', file, '--replications', String(needed)])}, to tell who is the best`],
        ] as const)),
    ...(verbose
      ? []
      : ([
          [
            'more:',
            `--verbose prints every table; ${quotedCommand(['init', 'my-fleet'])} begins a scenario of your own`,
          ],
        ] as const)),
  ];
  return steps.map(([what, text]) => `${what.padEnd(9)}${text}\n`).join('');
}
