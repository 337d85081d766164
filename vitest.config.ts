import { configDefaults, defineConfig } from 'vitest/config';
import { builtFile } from './test/support/build.js';

/** What both runs share. */
export const common = {
  maxWorkers: '100%', // by default a machine of two cores has one worker
  isolate: false, // the files of a worker share their modules: importing them anew for each takes longer than the tests
  globalSetup: 'test/support/build.ts',
  update: 'none', // a golden file that is missing is a failure; `npm test -- -u` writes them
} as const;

/** `npm test`: everything that is quick. */
export default defineConfig({
  resolve: {
    // threads run what is built: each that runs from source takes a second to start
    alias: [{ find: /^\.+\/(.*\/)?executor\.js$/, replacement: builtFile('tank/runs/executor.js') }],
  },
  test: {
    ...common,
    include: ['test/**/*.test.ts'],
    exclude: [...configDefaults.exclude, 'test/**/*.slow.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
