import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { measuresTable } from '../../../src/tank/report/measures-page.js';

test('docs/measures.md has every measure of the registry (npm run generate)', () => {
  const page = readFileSync(new URL('../../../docs/measures.md', import.meta.url), 'utf8');
  const plain = (text: string) => text.replace(/-{3,}/g, '---').replace(/ +/g, ' ');
  expect(plain(page)).toContain(plain(measuresTable()));
});
