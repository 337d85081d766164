import tseslint from 'typescript-eslint';

const WALL_CLOCK = 'clock, stopwatch and random streams are handed in (docs/architecture.md, "Determinism")';

export default tseslint.config(
  { ignores: ['dist/', '.built/', 'coverage/', 'results/'] },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ['eslint.config.js', 'scripts/*.js', '.dependency-cruiser.js'] },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/no-unnecessary-condition': ['error', { allowConstantLoopConditions: 'always' }],
    },
  },
  {
    files: ['src/**/*.ts'],
    ignores: ['src/cli/**', 'src/gateway/**', 'src/tank/runs/worker.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: WALL_CLOCK },
        { object: 'Date', property: 'now', message: WALL_CLOCK },
        { object: 'performance', property: 'now', message: WALL_CLOCK },
        { object: 'process', property: 'hrtime', message: WALL_CLOCK },
      ],
      'no-restricted-syntax': [
        'error',
        { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: WALL_CLOCK },
        { selector: "ImportDeclaration[source.value='node:perf_hooks']", message: WALL_CLOCK },
      ],
    },
  },
  {
    files: ['src/cli/**/*.ts'],
    ignores: ['src/cli/bin.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        ...['stdout', 'stderr', 'env', 'argv', 'exitCode', 'exit', 'on', 'once'].map((property) => ({
          object: 'process',
          property,
          message: 'a command has its io and returns its exit code (src/cli/io.ts)',
        })),
      ],
    },
  },
  {
    files: ['**/*.js'],
    ...tseslint.configs.disableTypeChecked,
  },
);
