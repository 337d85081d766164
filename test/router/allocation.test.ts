import { beforeAll, describe, expect, test } from 'vitest';
import { ALLOCATION_FLAGS } from '../../bench/allocation.js';
import { inProcessOfItsOwn } from '../../bench/child.js';
import { ASKING } from '../../bench/workplace.js';
import { policyNames } from '../../src/router/index.js';
import { type AllocationRow, FLEET_SIZES } from '../support/allocation-row.js';

let rows: readonly AllocationRow[];

beforeAll(async () => {
  rows = (await inProcessOfItsOwn('test/support/measure-allocation.ts', [], ALLOCATION_FLAGS)) as AllocationRow[];
}, 120_000);

describe.each(policyNames)('a decision of %s with its start and completion allocates nothing', (policy) => {
  describe.each(FLEET_SIZES)('with %d endpoints', (endpoints) => {
    test.each(ASKING)('%s', (asking) => {
      const row = rows.find((r) => r.policy === policy && r.endpoints === endpoints && r.asking === asking);
      expect(row?.bytesPerDecision).toBeLessThan(0.5);
      expect(row?.collections).toBe(0);
    });
  });
});
