import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { InputError } from '../../../core/index.js';
import { fontFolder } from '../render.js';

/** PDF is made by librsvg's program, where the system has it: it keeps text as text, with its fonts. */

const run = promisify(execFile);
const PROGRAM = 'rsvg-convert';
const TIMEOUT_MS = 60_000;

type Environment = Readonly<Record<string, string | undefined>>;

/** Why there is no PDF, and what to do. */
export const NO_PDF = `PDF needs ${PROGRAM}, which was not found: apt-get install librsvg2-bin (Debian), brew install librsvg (macOS)`;

/** Whether the program is there. */
export async function hasPdf(env: Environment): Promise<boolean> {
  return run(PROGRAM, ['--version'], { env, timeout: TIMEOUT_MS }).then(
    () => true,
    () => false,
  );
}

/**
 * Makes a PDF beside each SVG: the same bytes at any time, with the fonts that come with wavetank.
 * @param svgFiles paths, each ending in `.svg`
 * @throws InputError when the program fails
 */
export async function writePdfs(svgFiles: readonly string[], env: Environment): Promise<void> {
  const fonts = await mkdtemp(join(tmpdir(), 'wavetank-fonts-'));
  try {
    const config = join(fonts, 'fonts.conf');
    await writeFile(config, fontsXml(await fontFolder(), fonts));
    const settings = { timeout: TIMEOUT_MS, env: { ...env, FONTCONFIG_FILE: config, SOURCE_DATE_EPOCH: '0' } };
    for (const svg of svgFiles) {
      const pdf = svg.replace(/\.svg$/, '.pdf');
      await run(PROGRAM, ['--format', 'pdf', '--output', resolve(pdf), resolve(svg)], settings);
    }
  } catch (error) {
    const { stderr = '', message } = error as Error & { stderr?: string };
    const why = stderr.trim() === '' ? message : stderr.trim();
    throw new InputError([{ message: `${PROGRAM} failed: ${why}`, advice: 'make other forms: --format svg,png' }]);
  } finally {
    await rm(fonts, { recursive: true, force: true });
  }
}

function fontsXml(folder: string, cache: string): string {
  const [dir, cacheDir] = [folder, cache].map((path) => path.replaceAll('&', '&amp;').replaceAll('<', '&lt;'));
  return `<?xml version="1.0"?>\n<fontconfig><dir>${dir}</dir><cachedir>${cacheDir}</cachedir></fontconfig>\n`;
}
