import { expect, test } from 'vitest';
import { scenarioChanges } from '../../../../src/tank/verdicts/runs/scenario-changes.js';

const fleet = (replicas: number) => ({ models: [{ id: 'a' }, { id: 'b', replicas }] });

test.each([
  ['a value', { fleet: fleet(1) }, { fleet: fleet(2) }, [{ path: 'fleet.models.b.replicas', before: '1', after: '2' }]],
  ['a key that is gone', { slo: { attainment: 0.9 } }, {}, [{ path: 'slo', before: '{"attainment":0.9}' }]],
  [
    'an entry that is new',
    { strategies: ['random'] },
    { strategies: ['random', 'jiq'] },
    [{ path: 'strategies.jiq', after: 'jiq' }],
  ],
  [
    'a policy that got options',
    { strategies: ['random'] },
    { strategies: [{ policy: 'random', max_retries: 0 }] },
    [{ path: 'strategies.random.max_retries', after: '0' }],
  ],
  [
    'entries without names, by place',
    { list: [1, 2] },
    { list: [1, 3] },
    [{ path: 'list.1', before: '2', after: '3' }],
  ],
  ['prose, which changes nothing', { question: 'a', tolerance: '1%' }, { question: 'b' }, []],
  ['the order of keys', { a: 1, b: { c: 1, d: 2 } }, { b: { d: 2, c: 1 }, a: 1 }, []],
])('%s', (_, before, after, changes) => {
  expect(scenarioChanges(before, after)).toEqual(changes);
});

test('a long value is cut', () => {
  const [{ after = '' }] = scenarioChanges({}, { seed: 'x'.repeat(1000) });
  expect(after).toBe(`${'x'.repeat(79)}…`);
});
