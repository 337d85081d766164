import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { convert } from 'xmlbuilder2';
import type { GateCheck } from '../../../../src/tank/verdicts/gate/gate-check.js';
import { changedBaseline } from '../../../../src/tank/report/gate/changed-baseline.js';
import { gateGithub } from '../../../../src/tank/report/gate/github.js';
import { gateJunit } from '../../../../src/tank/report/gate/junit.js';
import { gateMarkdown } from '../../../../src/tank/report/gate/markdown.js';
import { gateTable } from '../../../../src/tank/report/gate/table.js';
import { gateTracker } from '../../../../src/tank/report/gate/tracker.js';
import { ATTACKED, FAILED, PASSED } from './checks.js';

/** How the output looks is held by files in test/golden; to renew them: npx vitest run test/tank/verdicts/gate -u */
const golden = (name: string) => fileURLToPath(new URL(`../../../golden/gate-${name}`, import.meta.url));

const FORMS: Record<string, (checks: readonly GateCheck[]) => string | Promise<string>> = {
  'table.txt': gateTable,
  'markdown.md': gateMarkdown,
  'github.txt': gateGithub,
  'junit.xml': gateJunit,
  'smaller.json': (checks) => gateTracker(checks, 'lower'),
  'bigger.json': (checks) => gateTracker(checks, 'higher'),
};

test.each(Object.keys(FORMS))('the form %s looks as it did', async (name) => {
  await expect(await FORMS[name](FAILED)).toMatchFileSnapshot(golden(`failed-${name}`));
  await expect(await FORMS[name](ATTACKED)).toMatchFileSnapshot(golden(`hostile-${name}`));
});

test('a gate that is passed says so, and annotates nothing', async () => {
  expect(gateTable(PASSED)).toMatch(/\npassed: nothing in 2 checks got worse by more than its tolerance\n$/);
  expect(gateGithub(PASSED)).toBe(gateTable(PASSED));
  expect(await gateJunit(PASSED)).not.toContain('<failure');
});

test('an annotation is one line, whatever the file is called', () => {
  for (const checks of [FAILED, ATTACKED]) {
    const annotations = gateGithub(checks)
      .split('\n')
      .filter((line) => line.startsWith('::'));
    expect(annotations).toHaveLength(3);
    for (const line of annotations) expect(line).toMatch(/^::error file=[^:,]*,line=\d+,title=[^:,]*::.+$/);
  }
});

/** A parsed element: its attributes, and its children as lists. */
interface Parsed {
  readonly [name: `@${string}`]: string;
  readonly testsuite?: readonly Parsed[];
  readonly testcase?: readonly Parsed[];
  readonly failure?: readonly Parsed[];
}

test('the JUnit document can be parsed, and its counts are those of its cases', async () => {
  for (const checks of [PASSED, FAILED, ATTACKED]) {
    const parsed = convert(await gateJunit(checks), { format: 'object', verbose: true }) as unknown as {
      readonly testsuites: readonly Parsed[];
    };
    const [root] = parsed.testsuites;
    const suites = root.testsuite ?? [];
    expect(suites).toHaveLength(checks.length);
    for (const [s, suite] of suites.entries()) {
      const cases = suite.testcase ?? [];
      expect(suite['@name']).toBe(checks[s].name);
      expect(Number(suite['@tests'])).toBe(cases.length);
      expect(cases).toHaveLength(checks[s].judged.length);
      expect(Number(suite['@failures'])).toBe(cases.filter(({ failure }) => failure !== undefined).length);
    }
    expect(Number(root['@tests'])).toBe(suites.reduce((sum, suite) => sum + Number(suite['@tests']), 0));
    expect(Number(root['@failures'])).toBe(suites.reduce((sum, suite) => sum + Number(suite['@failures']), 0));
  }
});

test('a document for trackers has one direction, and rows of name, unit and value', () => {
  const rows = JSON.parse(gateTracker(FAILED, 'higher')) as unknown;
  expect(rows).toEqual([
    { name: 'changed/slower/throughput_per_s', unit: '1/s', value: 39.5, range: '± 0.25' },
    { name: 'changed/new/cache_hit_rate', unit: 'share', value: 0.5 },
  ]);
});

test('a new baseline says what it changes', () => {
  expect(changedBaseline('b.json', undefined)).toBe('b.json: new\n');
  expect(changedBaseline('b.json', { ...PASSED[0], oneSided: [] })).toBe('b.json: all 1,288 numbers as before\n');
  const told = changedBaseline('b.json', { ...FAILED[2], oneSided: ['strategies that are not in the baseline: new'] });
  expect(told).toMatch(/^b\.json: 40 of 1,288 numbers changed\n {2}strategies that are not in the baseline: new\n/);
  expect(told).toMatch(/mine +│ response_time_ms\.p99 +│ +2,747 │ +3,121 │ +\+13\.6 % │/);
});
