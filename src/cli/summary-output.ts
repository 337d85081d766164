import { markdownReport, terminalReport } from '../tank/report/index.js';
import { type Summary, toJson } from '../tank/results/index.js';
import type { Call } from './io.js';

/** What goes to stdout of each run. */
export const summaryForms = {
  table: (summary: Summary, call: Call, verbose: boolean) =>
    terminalReport(summary, { coloured: isColoured(call), width: call.stdout.columns, verbose }),
  json: toJson,
  markdown: markdownReport,
};

export type SummaryForm = keyof typeof summaryForms;

/** Prints one summary after another, each as soon as it is there; several as JSON are the elements of one array. */
export class SummaryOutput {
  readonly #call: Call;
  readonly #form: SummaryForm;
  readonly #isArray: boolean;
  readonly #verbose: boolean;
  #count = 0;

  /**
   * @param runs that may come
   * @param verbose whether a terminal has every table
   */
  constructor(call: Call, form: SummaryForm, runs: number, verbose: boolean) {
    this.#call = call;
    this.#form = form;
    this.#verbose = verbose;
    this.#isArray = form === 'json' && runs > 1;
  }

  print(summary: Summary): void {
    const text = summaryForms[this.#form](summary, this.#call, this.#verbose);
    this.#call.stdout.write(this.#isArray ? `${this.#count === 0 ? '[' : ','}\n${text.trimEnd()}` : text);
    this.#count++;
  }

  /** No more will come, whatever the reason: an array that was begun is closed. */
  close(): void {
    if (this.#isArray && this.#count > 0) this.#call.stdout.write('\n]\n');
  }
}

/** Colours for a terminal, where NO_COLOR does not forbid them; elsewhere only where FORCE_COLOR asks for them. */
export function isColoured({ stdout, env: { NO_COLOR = '', FORCE_COLOR = '', TERM } }: Call): boolean {
  if (NO_COLOR !== '') return false;
  return FORCE_COLOR !== '' || (stdout.isTTY === true && TERM !== 'dumb');
}
