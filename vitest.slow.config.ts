import { defineConfig } from 'vitest/config';
import { common } from './vitest.config.js';

/** `npm run test:slow`: all tests, the long ones too, and property tests with all their cases. */
export default defineConfig({
  test: {
    ...common,
    include: ['test/**/*.test.ts'],
    env: { TEST_RUNS: 'full' },
    testTimeout: 3_600_000, // for what hangs: the longest take minutes, and on a slow machine many
    hookTimeout: 3_600_000,
  },
});
