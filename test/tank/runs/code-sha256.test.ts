import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { codeSha256 } from '../../../src/tank/runs/code-sha256.js';

test('the code that runs has one, always the same', () => {
  expect(codeSha256()).toMatch(/^[0-9a-f]{64}$/);
  expect(codeSha256()).toBe(codeSha256());
});

test('a changed line, a new file and a new name change it; what is no code does not', () => {
  const folder = mkdtempSync(join(tmpdir(), 'wavetank-code-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  mkdirSync(join(folder, 'deep'));
  const steps = [
    () => {
      writeFileSync(join(folder, 'a.js'), 'one');
    },
    () => {
      writeFileSync(join(folder, 'a.js'), 'two');
    },
    () => {
      writeFileSync(join(folder, 'deep', 'b.ts'), '');
    },
    () => {
      renameSync(join(folder, 'deep', 'b.ts'), join(folder, 'deep', 'c.ts'));
    },
  ];
  const found = steps.map((step) => {
    step();
    return codeSha256(folder);
  });
  expect(new Set(found).size).toBe(4);
  writeFileSync(join(folder, 'a.js.map'), '{}');
  expect(codeSha256(folder)).toBe(found[3]);
});
