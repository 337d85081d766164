import fc from 'fast-check';
import { expect, test } from 'vitest';
import { policyNames } from '../../src/router/index.js';
import { runs } from '../support/runs.js';
import { columnsOf, type Setup, simulated } from '../support/simulations.js';
import { poissonTraffic } from '../support/traffic.js';
import { setups } from './simulations.js';

/** All columns of a run as bytes. */
function bytesOf(setup: Setup): string {
  const { counted, timed } = columnsOf(simulated(setup));
  const columns = [...Object.values(counted), ...Object.values(timed)];
  const bytes = columns.map(({ buffer, byteOffset, byteLength }) => Buffer.from(buffer, byteOffset, byteLength));
  return Buffer.concat(bytes).toString('base64');
}

test('the same seed gives the same bytes in every column', () => {
  fc.assert(
    fc.property(setups, (setup) => {
      expect(bytesOf(setup)).toBe(bytesOf(setup));
    }),
    runs(300),
  );
});

test('another seed of the router gives other choices to policies that draw, on the same traffic', () => {
  const traffic = poissonTraffic('determinism', 0, { requests: 1000, ratePerMs: 3 });
  const models = [{ id: 'm', replicas: 4, maxConcurrent: 1, maxQueue: Infinity }];
  const differs = (policy: (typeof policyNames)[number]) => {
    const setup = { ...traffic, models, policy };
    return bytesOf({ ...setup, seed: 'one' }) !== bytesOf({ ...setup, seed: 'other' });
  };
  expect(policyNames.filter(differs)).toEqual(policyNames.filter((policy) => policy !== 'round_robin'));
});

test('what one run did leaves no trace in the next', () => {
  fc.assert(
    fc.property(setups, setups, (first, second) => {
      const alone = bytesOf(second);
      simulated(first);
      expect(bytesOf(second)).toBe(alone);
    }),
    runs(100),
  );
});
