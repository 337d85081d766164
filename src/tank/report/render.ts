import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { loadOptional, type Need } from '../../core/index.js';
import type { ChartSpec } from './charts/theme.js';

const CHARTS: Need = { what: 'charts need', packages: ['vega', 'vega-lite'] };
const PICTURES: Need = { what: 'pictures of charts need', packages: ['@resvg/resvg-js', 'dejavu-fonts-ttf'] };
const FONTS: Need = { what: 'PDF figures need', packages: ['dejavu-fonts-ttf'] };

/** A chart as SVG, and the Vega specification that it was drawn from. */
export interface Drawn {
  readonly svg: string;
  readonly vega: ChartSpec;
}

/**
 * Draws a chart: the same bytes wherever it is made. vega and vega-lite are loaded when they are needed: most commands do
 * without.
 * @throws MissingPackageError when they, which are optional, are not installed
 */
export async function draw(spec: ChartSpec): Promise<Drawn> {
  const [vega, { compile }] = await loadOptional(CHARTS, () => Promise.all([import('vega'), import('vega-lite')]));
  const { textMetrics } = vega as unknown as { readonly textMetrics: { width: typeof textWidth } }; // not in its types
  textMetrics.width = textWidth;
  vega.resetSVGDefIds(); // else ids depend on what was drawn before
  const { spec: compiled } = compile(spec as unknown as Parameters<typeof compile>[0], { logger: strictLogger });
  const view = new vega.View(vega.parse(compiled), { renderer: 'none' });
  const svg = await view.toSVG();
  view.finalize();
  return { svg, vega: compiled as unknown as ChartSpec };
}

/** The chart as SVG. */
export async function toSvg(spec: ChartSpec): Promise<string> {
  return (await draw(spec)).svg;
}

/** Mean width of a character of DejaVu Sans, in units of its size: there is no canvas to measure with. */
const CHARACTER_WIDTH = 0.64;

/** A text that is longer than its limit is cut there; a limit of 0 is none. */
function textWidth({ fontSize = 11, limit = 0 }: TextMark, text: unknown): number {
  return Math.min(String(text).length * fontSize * CHARACTER_WIDTH, limit > 0 ? limit : Infinity);
}

interface TextMark {
  readonly fontSize?: number;
  readonly limit?: number;
}

/** A specification that the library only half understands is a fault of ours, not something to be printed. */
const strictLogger = {
  level: () => strictLogger,
  error: refuse,
  warn: refuse,
  info: () => strictLogger,
  debug: () => strictLogger,
} as never;

function refuse(...message: readonly unknown[]): never {
  throw new Error(`vega-lite: ${message.map(String).join(' ')}`);
}

/**
 * The picture of an SVG in the fonts that come with wavetank.
 * @param zoom pixels of the picture for each of the SVG, of which an inch has 96
 * @throws MissingPackageError when the packages for it, which are optional, are not installed
 */
export async function toPng(svg: string, zoom = 2): Promise<Uint8Array> {
  const { Resvg, fontFiles } = await loadOptional(PICTURES, async () => ({
    ...(await import('@resvg/resvg-js')),
    fontFiles: ['DejaVuSans', 'DejaVuSans-Bold'].map(fontFile),
  }));
  const picture = new Resvg(svg, {
    fitTo: { mode: 'zoom', value: zoom },
    font: {
      loadSystemFonts: false,
      fontFiles,
      defaultFontFamily: 'DejaVu Sans',
      sansSerifFamily: 'DejaVu Sans',
    },
  });
  return picture.render().asPng();
}

/**
 * The folder of the fonts that come with wavetank.
 * @throws MissingPackageError when the package with them, which is optional, is not installed
 */
export function fontFolder(): Promise<string> {
  return loadOptional(FONTS, () => Promise.resolve().then(() => dirname(fontFile('DejaVuSans'))));
}

function fontFile(name: string): string {
  return createRequire(import.meta.url).resolve(`dejavu-fonts-ttf/ttf/${name}.ttf`);
}

/**
 * The SVG as it stands in a page with others: ids of its own, no digits that nobody sees, and none of what the page says
 * for all of them (names for screen readers, fonts) or what draws nothing. Half the size.
 */
export function inPage(svg: string, name: string): string {
  return svg
    .replace(/(id="|url\(#)(clip|gradient)/g, `$1${name}_$2`)
    .replace(/<path class="(?:fore|back)ground"[^>]* d="(?:M0,0h0v0h0Z)?"[^>]*\/>/g, '')
    .replace(/ (?:aria-[a-z]+|role|pointer-events|stroke-miterlimit|font-family)="[^"]*"| opacity="1"/g, '')
    .replace(/ class="(?![^"]*-label)[^"]*"/g, '')
    .replace(/ (?:d|transform)="[^"]*"/g, (attribute) => attribute.replace(/(\.\d)\d+/g, '$1'));
}
