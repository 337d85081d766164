import { type Command, InvalidArgumentError, Option } from 'commander';
import { InputError } from '../core/index.js';
import { isCapacityFolder, isSweepFolder, readCapacity, readResults, readSweep } from '../tank/results/index.js';
import {
  capacityFigures,
  FIGURE_FORMATS,
  type FigureFormat,
  runFigures,
  sweepFigures,
  type ThemeName,
  themes,
  writeCapacityReport,
  writeFigures,
  writeReport,
  writeSweepReport,
} from '../tank/report/index.js';
import { names } from './arguments.js';
import { commandOf } from './command-text.js';
import { withoutOptimising } from './compiler-flags.js';
import { DONE } from './exit.js';
import { type Call, pathIn } from './io.js';

interface ReportCommandOptions {
  /** True: figures for a paper; false: a page without charts; absent: a page with charts. */
  readonly charts?: boolean;
  readonly theme?: ThemeName;
  /** In millimetres. */
  readonly width?: number;
  readonly format?: readonly FigureFormat[];
}

const HELP = `
Figures have text of 8 points at their width on paper, PNG 300 dots per inch; each .vl.json is a complete
Vega-Lite specification. PDF needs rsvg-convert (Debian: apt-get install librsvg2-bin).

Examples:
  wavetank report results/quickstart
  wavetank report results/quickstart --charts
  wavetank report results/quickstart.sweep --charts --width page --format pdf`;

/** Widths by name, in millimetres: of one and of two columns, as Springer's journals have them. */
const WIDTHS = { column: 84, page: 174 };
const LEAST_WIDTH = 60;
const GREATEST_WIDTH = 400;

export function configure(command: Command): void {
  command
    .description('Remakes report.html and charts/ from stored results, or makes figures for a paper from them.')
    .argument('<dir...>', 'folders of results, of runs, sweeps or searches, such as results/quickstart')
    .option('--charts', 'instead of the page, write each chart as a figure for a paper to <dir>/figures/')
    .option('--no-charts', 'draw no charts: the report has only tables')
    .addOption(
      new Option('--theme <name>', 'of figures: print has no titles and is safe in black and white; default: print')
        .choices(Object.keys(themes))
        .implies({ charts: true }),
    )
    .addOption(
      new Option('--width <width>', 'of figures: column (84mm), page (174mm) or a length; default: column')
        .argParser(millimetres)
        .implies({ charts: true }),
    )
    .addOption(
      new Option('--format <forms>', 'of figures: svg, png, pdf, comma-separated; default: all that can be made')
        .argParser(formats)
        .implies({ charts: true }),
    )
    .addHelpText('after', HELP);
}

export async function action(call: Call, folders: readonly string[], options: ReportCommandOptions): Promise<number> {
  const { charts, theme = 'print', width: widthMm = WIDTHS.column, format } = options;
  if (charts === false && (options.theme ?? options.width ?? format) !== undefined) {
    const message = '--no-charts draws no charts, and --theme, --width and --format are of charts';
    throw new InputError([{ message, advice: 'leave out one of them' }]);
  }
  for (const folder of folders.map((each) => pathIn(call, each))) {
    const onNotice = (notice: string) => call.stderr.write(`${folder}: ${notice}\n`);
    const results = await resultsIn(folder);
    const written = await withoutOptimising(() =>
      charts === true
        ? writeFigures(folder, results.figures(), { theme, widthMm, formats: format, env: call.env, onNotice })
        : results.writePage({ charts: charts ?? true, png: charts ?? true, onNotice }),
    );
    call.stdout.write(`${written}\n`);
  }
  return DONE;
}

type PageOptions = Omit<Parameters<typeof writeReport>[2], 'command'>;

function resultsIn(folder: string) {
  if (isSweepFolder(folder)) return sweepIn(folder);
  return isCapacityFolder(folder) ? capacityIn(folder) : runIn(folder);
}

async function runIn(folder: string) {
  const { provenance, ...results } = await readResults(folder);
  const command = provenance && commandOf(provenance);
  return {
    figures: () => runFigures(results),
    writePage: (options: PageOptions) => writeReport(folder, results, { ...options, command }),
  };
}

async function sweepIn(folder: string) {
  const { sweep, scenario, provenance } = await readSweep(folder);
  const command = provenance && commandOf(provenance);
  return {
    figures: () => sweepFigures(sweep),
    writePage: (options: PageOptions) => writeSweepReport(folder, sweep, scenario, { ...options, command }),
  };
}

async function capacityIn(folder: string) {
  const { capacity, scenario, provenance } = await readCapacity(folder);
  const command = provenance && commandOf(provenance);
  return {
    figures: () => capacityFigures(capacity),
    writePage: (options: PageOptions) => writeCapacityReport(folder, capacity, scenario, { ...options, command }),
  };
}

const MM = { mm: 1, cm: 10, in: 25.4 };

function millimetres(text: string): number {
  const [, number, unit] = /^([\d.]+)(mm|cm|in)$/.exec(text) ?? [];
  const mm = Object.hasOwn(WIDTHS, text)
    ? WIDTHS[text as keyof typeof WIDTHS]
    : Number(number) * MM[unit as keyof typeof MM];
  if (mm >= LEAST_WIDTH && mm <= GREATEST_WIDTH) return mm;
  const lengths = `a length from ${LEAST_WIDTH}mm to ${GREATEST_WIDTH}mm, in mm, cm or in`;
  throw new InvalidArgumentError(`Expected column, page, or ${lengths}.`);
}

function formats(text: string): readonly FigureFormat[] {
  const found = names(text);
  const isKnown = (name: string): name is FigureFormat => (FIGURE_FORMATS as readonly string[]).includes(name);
  if (found.every(isKnown)) return found;
  throw new InvalidArgumentError(`Expected some of ${FIGURE_FORMATS.join(', ')}.`);
}
