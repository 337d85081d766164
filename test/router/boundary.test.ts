import { readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from '../cli/wavetank.js';

/** What `wavetank/router` brings with it: every module that its entry reaches, by whatever way. */

const IMPORT = /^(?:import|export)\b[^'"`;]*?\bfrom\s+'([^']+)'|\bimport\s*\(\s*'([^']+)'|^import\s+'([^']+)'/gm;

async function importsOf(file: string): Promise<string[]> {
  const text = await readFile(file, 'utf8');
  return [...text.matchAll(IMPORT)].flatMap((match) =>
    match.slice(1).filter((name: string | undefined) => name !== undefined),
  );
}

/** All files and packages that are reached from an entry. */
async function reachedFrom(entry: string) {
  const files = new Set<string>();
  const packages = new Set<string>();
  const waiting = [join(ROOT, entry)];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (files.has(file)) continue;
    files.add(file);
    for (const name of await importsOf(file)) {
      if (name.startsWith('.')) waiting.push(join(dirname(file), name.replace(/\.js$/, '.ts')));
      else packages.add(name);
    }
  }
  return { files: [...files].map((file) => relative(ROOT, file)).sort(), packages: [...packages].sort() };
}

test('the router reaches its own files and the core, and no package but zod and seedrandom', async () => {
  const { files, packages } = await reachedFrom('src/router/index.ts');
  expect(files.length).toBeGreaterThan(35);
  expect(files).toContain('src/router/fleet/quota-manager.ts');
  expect(files.filter((file) => !/^src\/(router|core)\//.test(file))).toEqual([]);
  expect(packages).toEqual(['node:crypto', 'node:timers/promises', 'seedrandom', 'zod']);
});

test('monitoring reaches the router besides, of packages histograms, and nothing that reads what people write', async () => {
  const { files, packages } = await reachedFrom('src/router/monitoring/index.ts');
  expect(files.filter((file) => !/^src\/(router|core)\//.test(file))).toEqual([]);
  expect(files.filter((file) => /^src\/(core\/input|router\/(config|balancing))\//.test(file))).toEqual([]);
  expect(packages.filter((name) => name.startsWith('hdr'))).toEqual(['hdr-histogram-js/dist/Int32Histogram.js']);
  expect(packages).toHaveLength(5);
});

test('what the whole library reaches is more: the walk sees packages and rooms', async () => {
  const { files, packages } = await reachedFrom('src/index.ts');
  expect(files.some((file) => file.startsWith('src/tank/'))).toBe(true);
  expect(packages).toContain('yaml');
});
