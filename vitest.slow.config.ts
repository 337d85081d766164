import { defineConfig } from 'vitest/config';

/** `npm run test:slow`: long runs. */
export default defineConfig({
  test: {
    include: ['test/**/*.slow.test.ts'],
    globalSetup: 'test/support/build.ts',
    testTimeout: 600_000,
    hookTimeout: 300_000,
  },
});
