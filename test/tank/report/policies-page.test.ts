import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { policies, policyNames } from '../../../src/router/index.js';
import { blindPolicies } from '../../../src/tank/report/blind-policies.js';
import { policiesTable } from '../../../src/tank/report/policies-page.js';
import { attempt, dispatch, routerOf } from '../../support/routers.js';

test('docs/router.md has every policy of the registry (npm run generate)', () => {
  const page = readFileSync(new URL('../../../docs/router.md', import.meta.url), 'utf8');
  const plain = (text: string) => text.replace(/-{3,}/g, '---').replace(/ +/g, ' ');
  expect(plain(page)).toContain(plain(policiesTable()));
});

test.each(policyNames)(
  '%s is said to look at no load exactly where it chooses a busy endpoint as often as an idle one',
  (name) => {
    const models = [{ id: 'm', replicas: 2, maxConcurrent: 10, maxQueue: 20 }];
    const { router } = routerOf(models, name, { maxLoadThreshold: 'off' });
    dispatch(router, 0, 8);
    const busy = Array.from({ length: 400 }, () => router.decide(attempt())).filter(
      (endpoint) => endpoint === 0,
    ).length;
    expect(Math.abs(busy - 200) < 50, `${busy} of 400`).toBe(blindPolicies().includes(name));
    expect(Object.keys(policies)).toContain(name);
  },
);
