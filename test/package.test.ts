import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { OPTIONAL_PACKAGES } from '../src/core/optional-package.js';
import { VERSION } from '../src/core/version.js';
import { ROOT } from './cli/wavetank.js';

/** What package.json says; what the build makes of it is in package.slow.test.ts. */

interface Manifest {
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly optionalDependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}
const manifest = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as Manifest;

test('VERSION is that of package.json', () => {
  expect(VERSION).toBe(manifest.version);
});

test('every dependency has one exact version', () => {
  const versions = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies });
  expect(versions.length).toBeGreaterThan(10);
  for (const [name, version] of versions) expect(version, name).toMatch(/^\d+\.\d+\.\d+$/);
});

test('what is to be typed where an optional package is missing names the version that is used', () => {
  expect(OPTIONAL_PACKAGES).toEqual(manifest.optionalDependencies);
});
