import { existsSync } from 'node:fs';
import { type Command, Option } from 'commander';
import { InputError } from '../../core/index.js';
import {
  type ArrivalFits,
  FIT_TOLERANCE,
  type FitNumber,
  fitTrace,
  type LengthForm,
  makeStandIn,
  scenarioYaml,
} from '../../tank/fitting/index.js';
import { inspectTrace } from '../../tank/inspection/index.js';
import { formatNumber, formatShare, terminalTable, tracePage } from '../../tank/report/index.js';
import { checkWritable, writeDocument } from '../../tank/results/index.js';
import type { Trace } from '../../tank/trace/index.js';
import { quotedCommand } from '../command-text.js';
import { DONE } from '../exit.js';
import { type Call, type Io, pathIn } from '../io.js';
import { tablesOf } from './inspect.js';
import { addSourceOptions, readSource, type SourceOptions } from './source.js';

interface FitOptions extends SourceOptions {
  readonly out: string;
  readonly lengths: LengthForm;
  readonly page?: string;
  readonly force?: true;
}

const HELP = `
Examples:
  wavetank trace fit AzureLLMInferenceTrace_conv.csv.gz --out azure-stand-in.yaml
  wavetank trace fit conversation_trace.jsonl.gz --out stand-in.yaml --page stand-in.html`;

export function configure(command: Command): void {
  command
    .description(
      'Fits arrivals, lengths and sessions to a recorded trace, writes a scenario with such traffic, and prints both side by side.',
    )
    .argument('<file>', 'recorded trace, plain or .gz')
    .requiredOption(
      '--out <file>',
      'scenario file to write, such as stand-in.yaml; the file name becomes the scenario name',
    );
  addSourceOptions(command)
    .addOption(
      new Option('--lengths <form>', 'how lengths are fitted')
        .choices(['auto', 'mixture', 'quantiles'])
        .default('auto'),
    )
    .option('--page <file>', 'also write a page of charts of both; replaces an existing file')
    .option('--force', 'replace an existing scenario')
    .addHelpText('after', HELP);
}

export async function action(
  call: Call,
  file: string,
  { out, lengths, page, force, ...options }: FitOptions,
): Promise<number> {
  checkScenarioFile(call, out, force === true);
  for (const path of page === undefined ? [out] : [out, page]) await checkWritable(pathIn(call, path));
  const { name, trace } = await readSource(call, file, options);
  const fitted = fitOf(file, trace, lengths);
  const { scenario, made, numbers } = makeStandIn(scenarioName(out), trace, fitted);
  const off = numbers.filter(({ isOff }) => isOff).map(offText);
  const command = quotedCommand(call.argv);
  const traces = [
    { name, profile: inspectTrace(trace) },
    { name: name === 'stand-in' ? 'made' : 'stand-in', profile: inspectTrace(made) },
  ];
  const text = { title: `${name} and its stand-in`, told: [...fitted.notes, ...off], command };
  const html = page === undefined ? '' : await tracePage(traces, text); // first: it may lack a package
  call.stdout.write(`${familyTable(fitted.arrivals)}\n${fitted.notes.map((note) => `${note}\n`).join('')}`);
  call.stdout.write(`${tablesOf(traces)}${numbersTable(numbers)}\n`);
  for (const text of off) call.stderr.write(`${out}: warning: ${text}\n`);
  if (off.length > 0) call.stderr.write(`${out}: ${INSTEAD}\n`);
  const comment = [
    `Made traffic that stands in for ${name}; fleet and service are examples.`,
    command,
    ...fitted.notes,
    ...off,
  ];
  await writeDocument(pathIn(call, out), scenarioYaml(scenario, comment));
  call.stderr.write(`scenario: ${out}\n`);
  if (page === undefined) return DONE;
  await writeDocument(pathIn(call, page), html);
  call.stderr.write(`page: ${page}\n`);
  return DONE;
}

/** A scenario may have been edited: it is not replaced unasked. */
function checkScenarioFile(io: Io, out: string, force: boolean): void {
  if (!/\.ya?ml$/.test(out)) {
    throw new InputError([{ file: out, message: 'a scenario is written as YAML', advice: 'expected --out FILE.yaml' }]);
  }
  if (force || !existsSync(pathIn(io, out))) return;
  const advice = 'choose another name, or replace it with --force; nothing was written';
  throw new InputError([{ file: out, message: 'this file already exists', advice }]);
}

function fitOf(file: string, trace: Trace, lengths: LengthForm) {
  try {
    return fitTrace(trace, lengths);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new InputError([{ file, message: error.message, advice: 'give a longer trace' }]);
  }
}

const INSTEAD =
  'numbers that are off do not match the trace: use the trace itself (run --trace), or trace.resample for replications of it';

function offText({ name, recorded, made }: FitNumber): string {
  return `the stand-in is off in ${name}: ${formatNumber(made)}, ${formatNumber(recorded)} in the trace`;
}

/** The trace beside the traffic of the scenario, and where it is off. */
function numbersTable(numbers: readonly FitNumber[]): string {
  const rows = numbers.map(({ name, recorded, made, least, most, isOff }) => [
    name,
    formatNumber(recorded),
    formatNumber(made),
    `${formatNumber(least)} … ${formatNumber(most)}`,
    isOff ? 'off' : '',
  ]);
  const table = terminalTable({ head: ['Fit', 'trace', 'stand-in, mean', 'its replications', ''], rows });
  return `${table}\noff: more than ${formatShare(FIT_TOLERANCE)} away, and beyond all replications`;
}

/** Arrival families beside each other, the chosen one marked. */
function familyTable({ windowsMs, dispersion, fits, chosen }: ArrivalFits): string {
  const columns = windowsMs.map((windowMs) => `dispersion ${windowMs / 1000} s`);
  const row = (name: string, likelihood: string, values: readonly number[], error: string) => [
    name,
    likelihood,
    ...values.map(formatNumber),
    error,
  ];
  return terminalTable({
    head: ['arrivals', 'log-likelihood of a gap', ...columns, 'error'],
    rows: [
      row('recorded', '–', dispersion, '–'),
      ...fits.map((fit) =>
        row(
          `${fit === chosen ? '→ ' : '  '}${fit.spec.kind}`,
          fit.logLikelihood === undefined ? '–' : formatNumber(fit.logLikelihood),
          fit.dispersion,
          Number.isNaN(fit.dispersionError) ? '–' : formatNumber(fit.dispersionError),
        ),
      ),
    ],
  });
}

/** The file's name without folder and ending, in the letters that names of scenarios have. */
function scenarioName(path: string): string {
  const base = path.replace(/^.*[/\\]/, '').replace(/\.[^.]*$/, '');
  return (
    base
      .toLowerCase()
      .replace(/[^a-z0-9-]+/g, '-')
      .slice(0, 64) || 'stand-in'
  );
}
