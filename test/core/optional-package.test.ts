import { expect, test } from 'vitest';
import { InputError } from '../../src/core/index.js';
import { loadOptional, type Need } from '../../src/core/optional-package.js';

const CHARTS: Need = { what: 'charts need', packages: ['vega', 'vega-lite'] };

async function failure(need: Need, error: Error): Promise<string> {
  const found: unknown = await loadOptional(need, () => Promise.reject(error)).catch((thrown: unknown) => thrown);
  expect(found).toBeInstanceOf(InputError);
  return (found as InputError).message;
}

const missing = Object.assign(new Error("Cannot find package 'vega'"), { code: 'ERR_MODULE_NOT_FOUND' });

test('what is there is loaded', async () => {
  expect(await loadOptional(CHARTS, () => Promise.resolve('loaded'))).toBe('loaded');
});

test('where packages are not installed, one line says which, and what to type', async () => {
  expect(await failure(CHARTS, missing)).toBe(
    'charts need the optional packages vega and vega-lite, which are not installed: npm install vega@6.4.0 vega-lite@6.4.3',
  );
  const parquet: Need = { what: 'Parquet needs', packages: ['@duckdb/node-api'], otherwise: 'or use CSV' };
  expect(await failure(parquet, missing)).toBe(
    'Parquet needs the optional package @duckdb/node-api, which is not installed: npm install @duckdb/node-api@1.5.5-r.5, or use CSV',
  );
});

test('where a package cannot be loaded although it is there, the reason is told too', async () => {
  expect(await failure(CHARTS, new Error('no binary for this platform\nRequire stack: …'))).toContain(
    'which are not installed (no binary for this platform): npm install',
  );
});
