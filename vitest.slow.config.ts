import { defineConfig } from 'vitest/config';
import { shared } from './vitest.config.js';

/** `npm run test:slow`: all tests, the long ones too, and property tests with all their cases. */
export default defineConfig({
  ...shared,
  test: {
    ...shared.test,
    include: ['test/**/*.test.ts'],
    env: { TEST_RUNS: 'full' },
    testTimeout: 3_600_000, // for what hangs: the longest take minutes, and on a slow machine many
    hookTimeout: 3_600_000,
  },
});
