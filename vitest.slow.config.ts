import { defineConfig } from 'vitest/config';
import { common } from './vitest.config.js';

/** `npm run test:slow`: all tests, the long ones too, and property tests with all their cases. */
export default defineConfig({
  test: {
    ...common,
    include: ['test/**/*.test.ts'],
    env: { TEST_RUNS: 'full' },
    testTimeout: 600_000,
    hookTimeout: 300_000,
  },
});
