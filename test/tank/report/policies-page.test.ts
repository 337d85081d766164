import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { policiesTable } from '../../../src/tank/report/policies-page.js';

test('docs/router.md has every policy of the registry (npm run generate)', () => {
  const page = readFileSync(new URL('../../../docs/router.md', import.meta.url), 'utf8');
  const plain = (text: string) => text.replace(/-{3,}/g, '---').replace(/ +/g, ' ');
  expect(plain(page)).toContain(plain(policiesTable()));
});
