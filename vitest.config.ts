import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { configDefaults, defineConfig } from 'vitest/config';
import { builtFile } from './test/support/build.js';

/** What the tests of both runs share. */
const common = {
  maxWorkers: '100%', // by default a machine of two cores has one worker
  isolate: false, // the files of a worker share their modules: importing them anew for each takes longer than the tests
  globalSetup: 'test/support/build.ts',
  update: 'none', // a golden file that is missing is a failure; `npm test -- -u` writes them
  server: { deps: { external: process.argv.includes('run') ? [/\/\.built\//] : [] } }, // else vitest transforms what is built
} as const;

/**
 * Tests import `src` as it is built: Node loads that as it stands, where each worker would transform the sources anew, and
 * threads start in a tenth of the time. While vitest watches, only threads run what is built, so that a change is seen.
 */
const SRC = resolve('src');
/** Makes the build: what it imports is not there yet. */
const MAKER = resolve('test/support/build.ts');
const ALL = process.argv.includes('run');
const fromBuild = {
  name: 'src from the build',
  enforce: 'pre',
  resolveId(source: string, importer: string | undefined) {
    if (importer === undefined || !source.startsWith('.')) return null;
    if (ALL && (importer === MAKER || importer.startsWith(SRC))) return null;
    const path = relative(SRC, resolve(dirname(importer), source));
    const isTaken = ALL ? existsSync(join(SRC, path.replace(/\.js$/, '.ts'))) : path === 'tank/runs/executor.js';
    return isTaken && !path.startsWith('..') ? { id: builtFile(path), external: ALL } : null;
  },
} as const;

/** What both runs share. */
export const shared = { plugins: [fromBuild], test: common };

/** `npm test`: everything that is quick. */
export default defineConfig({
  ...shared,
  test: {
    ...common,
    include: ['test/**/*.test.ts'],
    exclude: [...configDefaults.exclude, 'test/**/*.slow.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
