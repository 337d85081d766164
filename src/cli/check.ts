import { appendFile } from 'node:fs/promises';
import { type Command, Option } from 'commander';
import { InputError } from '../core/index.js';
import { type GateCheck, regressions } from '../tank/verdicts/index.js';
import { gateGithub, gateJunit, gateMarkdown, gateTable, gateTracker } from '../tank/report/index.js';
import { checkWritable, unwritableFile, writeDocument } from '../tank/results/index.js';
import { percentage } from './arguments.js';
import { checkScenario, prepareChecks, updateBaseline } from './check-scenario.js';
import { checkSpeed } from './check-speed.js';
import { DONE, GATE_FAILED } from './exit.js';
import { type Call, pathIn } from './io.js';
import { loadOptions, type ModulesOption, modulesOption } from './modules-option.js';

interface CheckOptions extends ModulesOption {
  readonly baselines: string;
  readonly update?: true;
  readonly format: keyof typeof forms;
  readonly out?: string;
  readonly speed?: string;
  readonly speedBaseline?: string;
  readonly speedTolerance: number;
}

const forms = {
  table: gateTable,
  markdown: gateMarkdown,
  github: gateGithub,
  junit: gateJunit,
  json: (checks: readonly GateCheck[]) => gateTracker(checks, 'lower'),
  'json-bigger': (checks: readonly GateCheck[]) => gateTracker(checks, 'higher'),
};

const HELP = `
A number fails if it is worse than its baseline by more than the tolerance of the scenario and the interval of
the difference lies above that tolerance.
Exit codes: 0 passed; 1 something got worse; 2 the input is wrong.

--format json has the measures where lower is better, json-bigger those where higher is better, each for tools
that track benchmarks.

Examples:
  wavetank check
  wavetank check --update scenarios/quickstart.yaml
  wavetank check --format junit --out junit.xml
  wavetank check --speed bench.json --speed-baseline results/baselines/speed/bench.json`;

export function configure(command: Command): void {
  command
    .description('Runs scenarios again and fails where a strategy got worse than its stored baseline.')
    .argument('[scenario...]', 'scenario files; default: those of all baselines')
    .option('--baselines <dir>', 'folder of the baselines', 'results/baselines')
    .option('--update', 'store the results as the new baselines, and print what changed')
    .addOption(new Option('--format <form>', 'output format').choices(Object.keys(forms)).default('table'))
    .option('--out <file>', 'write that format to a file, and print the table')
    .option('--speed <file>', 'judge the ratios of a bench instead (npm run bench -- --json FILE)')
    .option('--speed-baseline <file>', 'rows to compare those of --speed with')
    .addOption(
      new Option('--speed-tolerance <percent>', 'how much worse a ratio may get')
        .argParser(percentage)
        .default(0.25, '25%'),
    )
    .addOption(modulesOption())
    .addHelpText('after', HELP);
}

export async function action(call: Call, files: readonly string[], options: CheckOptions): Promise<number> {
  if (options.out !== undefined) await checkWritable(pathIn(call, options.out));
  if (options.speed !== undefined || options.speedBaseline !== undefined) {
    return tell(call, [await checkSpeed(call, speedFiles(files, options), options.speedTolerance)], options);
  }
  const prepared = await prepareChecks(call, files, options.baselines, options.update === true, loadOptions(options));
  if (options.update === true) {
    for (const each of prepared) call.stdout.write(await updateBaseline(call, each));
    return DONE;
  }
  const checks: GateCheck[] = [];
  for (const each of prepared) checks.push(await checkScenario(call, each));
  return tell(call, checks, options);
}

function speedFiles(files: readonly string[], { speed, speedBaseline, update }: CheckOptions) {
  const advice = 'expected  wavetank check --speed FILE --speed-baseline FILE  and nothing else to check';
  if (speed === undefined || speedBaseline === undefined) {
    throw new InputError([{ message: '--speed and --speed-baseline need each other', advice }]);
  }
  if (files.length > 0 || update === true) {
    throw new InputError([{ message: '--speed takes no scenarios and no --update', advice }]);
  }
  return { speed, speedBaseline };
}

/** Prints and writes what was found. @returns the exit code */
async function tell(call: Call, checks: readonly GateCheck[], { format, out }: CheckOptions): Promise<number> {
  const besides = call.env['GITHUB_ACTIONS'] === 'true' ? 'github' : 'table'; // its table has annotations before it
  const printed = out === undefined ? format : besides;
  call.stdout.write(await forms[printed](checks));
  if (out !== undefined) await writeDocument(pathIn(call, out), await forms[format](checks));
  const jobSummary = call.env['GITHUB_STEP_SUMMARY'] ?? '';
  if (printed === 'github' && jobSummary !== '') {
    await appendFile(pathIn(call, jobSummary), gateMarkdown(checks)).catch((error: unknown) => {
      throw unwritableFile(jobSummary, error);
    });
  }
  return checks.some((each) => regressions(each).length > 0) ? GATE_FAILED : DONE;
}
