import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { policyNames } from '../../src/router/index.js';
import { type AllocationRow, ASKING, FLEET_SIZES } from '../support/allocation-row.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
// a young generation that holds the whole measurement: no collection may hide what was allocated
const FLAGS = ['--expose-gc', '--min-semi-space-size=64', '--max-semi-space-size=128', '--import', 'tsx'];

let rows: readonly AllocationRow[];

beforeAll(async () => {
  const script = [...FLAGS, 'test/support/measure-allocation.ts'];
  const { stdout } = await promisify(execFile)(process.execPath, script, { cwd: ROOT });
  rows = JSON.parse(stdout) as AllocationRow[];
}, 60_000);

describe.each(policyNames)('a decision of %s with its start and completion allocates nothing', (policy) => {
  describe.each(FLEET_SIZES)('with %d endpoints', (endpoints) => {
    test.each(ASKING)('%s', (asking) => {
      const row = rows.find((r) => r.policy === policy && r.endpoints === endpoints && r.asking === asking);
      expect(row?.bytesPerDecision).toBeLessThan(0.5);
      expect(row?.collections).toBe(0);
    });
  });
});
