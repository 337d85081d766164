/** Measures what a decision allocates, for every policy and way of asking, and prints the rows as JSON. */
import { allocationOf } from '../../bench/allocation.js';
import { ASKING, turns, workplace } from '../../bench/workplace.js';
import { policyNames } from '../../src/router/index.js';
import { type AllocationRow, DECISIONS, FLEET_SIZES } from './allocation-row.js';

const rows: AllocationRow[] = [];
for (const policy of policyNames) {
  for (const endpoints of FLEET_SIZES) {
    for (const asking of ASKING) {
      const place = workplace(policy, endpoints, asking);
      const asked = (count: number) => {
        turns(place, count);
      };
      rows.push({ policy, endpoints, asking, ...(await allocationOf(asked, DECISIONS)) });
    }
  }
}
console.log(JSON.stringify(rows));
