import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { findPython } from '../../scripts/notebooks/jupyter.js';
import { ROOT } from '../cli/wavetank.js';

/** What the slow tests of notebooks need; where it is missing they say so in their titles and skip. */

/** The packages of notebooks/. */
export const PACKAGES = join(ROOT, 'notebooks/node_modules');

const hasPackages = existsSync(join(PACKAGES, 'tslab'));

export const packages = need(hasPackages, 'notebooks/node_modules is missing: cd notebooks && npm ci');

export const kernel = hasPackages
  ? need(findPython(['nbclient', 'nbformat'], process.env['PATH'] ?? '') !== undefined, 'no python3 has nbclient')
  : packages;

function need(isThere: boolean, otherwise: string) {
  return { isMissing: !isThere, reason: isThere ? '' : ` (skipped: ${otherwise})` };
}
