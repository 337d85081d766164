import { InputError, MissingPackageError } from '../../core/index.js';
import { throughSibling } from '../../core/input/index.js';
import { unwritableFile } from '../results/index.js';
import { chartHtml, type ChartSpec, toPng, toSvg } from '../report/index.js';
import { writeFile } from 'node:fs/promises';
import { cell } from './cell.js';

export interface ShowChartOptions {
  /** Also writes the chart to this file, which ends in .svg or .png; replaces an existing one. */
  readonly file?: string;
}

/**
 * Shows a chart, one of `charts` or any Vega-Lite specification: in a cell of a notebook as a picture; in a program it says on the
 * terminal what the chart is, and where it was written.
 * @param spec undefined where a chart has nothing to show, which is said
 * @throws InputError where it cannot be drawn or written; MissingPackageError where vega and vega-lite are not installed
 * @example await showChart(charts.differences(results), { file: 'differences.svg' })
 */
export async function showChart(spec: ChartSpec | undefined, { file }: ShowChartOptions = {}): Promise<void> {
  const output = cell()?.display;
  const say = (text: string) => {
    if (output === undefined) console.log(text);
    else output.text(text);
  };
  if (spec === undefined) {
    say('This chart has nothing to show for these results.');
    return;
  }
  const svg = await drawn(spec);
  if (file !== undefined) await write(file, svg);
  if (output !== undefined) output.html(chartHtml(svg));
  else say(`chart ${titleOf(spec)}${file === undefined ? ": give { file: 'NAME.svg' } to write it" : `: ${file}`}`);
}

async function drawn(spec: ChartSpec): Promise<string> {
  try {
    return await toSvg(spec);
  } catch (error) {
    if (error instanceof MissingPackageError) throw error;
    const message = `the chart cannot be drawn: ${error instanceof Error ? error.message : String(error)}`;
    throw new InputError([
      { message, advice: 'expected a specification of Vega-Lite 6 (https://vega.github.io/vega-lite)' },
    ]);
  }
}

async function write(file: string, svg: string): Promise<void> {
  if (!/\.(?:svg|png)$/.test(file))
    throw new InputError([{ file, message: 'a chart is written as .svg or .png', advice: 'expected such an ending' }]);
  const content = file.endsWith('.png') ? await toPng(svg) : svg;
  await throughSibling(file, (temporary) => writeFile(temporary, content)).catch((error: unknown) => {
    throw unwritableFile(file, error);
  });
}

function titleOf({ title }: ChartSpec): string {
  const text = typeof title === 'object' && title !== null && 'text' in title ? title.text : title;
  return typeof text === 'string' ? JSON.stringify(text) : 'without a title';
}
