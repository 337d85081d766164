import { describe, expect, test } from 'vitest';
import { UNEQUAL } from '../tank/runs/tiny.js';
import { expectMistake, wavetank, wavetankOfNode, wavetankProcess, workFolder } from './wavetank.js';

/** Policies in files of their own, on the command line: mistakes, and the flag that refuses them. */

const folder = workFolder();
const RANDOM = `export default {
  create: (_, { random }) => ({ pickAmong: (_r, _t, list, count) => list[random.below(count)] }),
};\n`;

/** A scenario with one module, in a folder of its own. @returns its path */
async function scenarioWith(place: string, text: string, module = 'mine.mjs'): Promise<string> {
  await folder.write(`${place}/${module}`, text);
  const strategies = ['least_loaded', { name: 'mine', module: `./${module}` }];
  return folder.write(`${place}/scenario.yaml`, { ...UNEQUAL, name: place, strategies });
}

/** By what is wrong: the module, and what is told, first the place. What these tell depends on how Node loads modules. */
const WRONG: Readonly<Record<string, readonly [text: string, told: RegExp, module?: string]>> = {
  'a wrong syntax': [
    'export default {\n  a b\n};',
    /mine\.mjs:2:5: .*cannot be loaded: SyntaxError: Unexpected iden.*\n.*a b\n/,
  ],
  'an export that is not there': [
    "import { no } from './mine.mjs';",
    /mine\.mjs:1:10: .*does not provide an export named 'no'/,
  ],
  'a package that is not there': ["import 'nowhere';", /scenario\.yaml:\d+:17: .*Cannot find package 'nowhere'/],
  'an error at import': ['null.thing;', /mine\.mjs:1:6: .*cannot be loaded: TypeError: Cannot read/],
  'an error while it is checked': [
    'export default { create: () => ({ pick: () => { throw new Error("no"); } }) };',
    /mine\.mjs:1:55: .*cannot be used: pick threw Error: no\n.*\n.*\n {2}docs\/policy\.md says/,
  ],
  'an error while it runs': [
    RANDOM.replace('=> list', '=> _r.promptTokens > 1 ? _r.no.thing : list'),
    /mine\.mjs:2:\d+: the policy "mine" \(.*\): pickAmong threw TypeError/,
  ],
  'an error that is no Error': ['throw 5;', /scenario\.yaml:\d+:17: .*cannot be loaded: 5\n/],
};

test.each(Object.entries(WRONG))('%s: told with its place, exit code 2', async (title, [text, told]) => {
  const file = await scenarioWith(title.replaceAll(/[^a-z]/g, '-'), text);
  const withTokens = title.includes('while it runs');
  if (withTokens) {
    const workload = { ...UNEQUAL.workload, prompt_tokens: { kind: 'constant', value: 9 } };
    const strategies = [{ name: 'mine', module: './mine.mjs' }];
    await folder.write('an-error-while-it-runs/scenario.yaml', { ...UNEQUAL, workload, strategies });
  }
  const args = withTokens ? ['run', '--workers', '2', '--out', folder.path('no')] : ['validate'];
  const { stderr, ...outcome } = await wavetankOfNode([...args, file]);
  expectMistake({ ...outcome, stderr: stderr.replaceAll(/^.* jobs.*\n/gm, '') }, told);
  expect(await folder.files('no')).toEqual([]);
});

test('TypeScript is run where Node does, and refused with advice elsewhere', async () => {
  const text = `type Of = readonly number[];\n${RANDOM.replace('list,', 'list: Of,')}`;
  const outcome = await wavetankOfNode(['validate', await scenarioWith('typed', text, 'mine.ts')]);
  if ('typescript' in process.features && process.features.typescript !== false) expect(outcome.code).toBe(0);
  else expectMistake(outcome, /this Node \(v.*\) cannot load TypeScript/, /expected Node 22\.18 or later/);
});

describe('--no-modules', () => {
  test.each([
    ['run', ['run', '--no-charts', '--out', 'refused']],
    ['run --dry-run', ['run', '--dry-run']],
    ['check', ['check']],
    ['check --update', ['check', '--update']],
    ['validate', ['validate']],
    ['explain', ['explain', '--request', '5']],
    ['plan', ['plan']],
  ])('is known to %s, and none of their code runs', async (_, args) => {
    const file = await scenarioWith('refused', 'globalThis.wasLoaded = true;\n');
    const outcome = await wavetank([...args, file, '--no-modules'], { cwd: folder.path('.') });
    expectMistake(
      outcome,
      /scenario\.yaml:\d+:17: the strategy "mine" runs the code of \.\/mine\.mjs, and modules are ref/,
    );
    expect(globalThis).not.toHaveProperty('wasLoaded');
  });

  test('lets scenarios pass that have none', async () => {
    const file = await folder.write('plain.yaml', UNEQUAL);
    expect((await wavetank(['validate', file, '--no-modules'])).code).toBe(0);
  });
});

test('explain shows the decisions of a module, also of one that tells no scores', async () => {
  const file = await scenarioWith('explained', RANDOM);
  const { code, stdout } = await wavetank(['explain', file, '--strategy', 'mine', '--request', '7']);
  expect(code).toBe(0);
  expect(stdout).toContain('The mine policy chooses among the candidates; it has no scores');
  expect(stdout).not.toContain('NaN');
});

test('a baseline is refused when the file of a policy has changed', async () => {
  const file = await scenarioWith('gated', RANDOM);
  const cwd = folder.path('.');
  expect((await wavetank(['check', '--update', file], { cwd })).code).toBe(0);
  expect((await wavetank(['check', file], { cwd })).code).toBe(0);
  await scenarioWith('gated', `${RANDOM}// changed\n`);
  expectMistake(
    await wavetank(['check', file], { cwd }),
    /the scenario, or the file of a policy in it, has changed since/,
  );
});

test('traffic is made of a scenario without running its policies', async () => {
  const file = await scenarioWith('traffic', 'globalThis.wasLoaded = true;\n');
  const { code } = await wavetank(['trace', 'generate', file, '--out', folder.path('traffic.csv')]);
  expect(code).toBe(0);
  expect(globalThis).not.toHaveProperty('wasLoaded');
});

describe('a module that takes the process with it: told in a line, exit code 2', () => {
  const exports = (body: string) => `export default { create: () => ({ pick: (_r, _t, { index }) => {${body}
    return index[0]; } }) };\n`;
  const ends: Readonly<Record<string, readonly [text: string, told: RegExp]>> = {
    'by an exit when it is loaded': [
      `process.exit(0);`,
      /^the code of a module ended the process \(process.exit\(0\)\)/,
    ],
    'by an exit in the middle of a run': [
      `let n = 0;\n${exports('if (++n === 5000) process.exit(0);')}`,
      /^the code of a module ended the process \(process.exit\(0\)\)/,
    ],
    'by waiting for ever': ['await new Promise(() => {});', /^a module never finished loading/],
    'by an error that nobody catches': [
      `\nsetTimeout(() => { throw new Error('late'); });\n${exports('')}`,
      /^\/.*mine\.mjs:2:26: the code of a module threw an uncaught error: Error: late\n/,
    ],
    'by a promise that nobody hears': [
      `Promise.reject(new Error('lost'));\n${exports('')}`,
      /^\/.*mine\.mjs:1:16: the code of a module threw an uncaught error: Error: lost\n/,
    ],
  };
  test.each(Object.entries(ends))('%s', async (title, [text, told]) => {
    const file = await scenarioWith(title.replaceAll(' ', '-'), text);
    const args = ['run', '--workers', '1', '--out', folder.path('ended'), file];
    const { stderr, ...outcome } = await wavetankProcess(args);
    expectMistake({ ...outcome, stderr: stderr.replaceAll(/^.* jobs.*\n/gm, '') }, told);
    expect(await folder.files('ended')).toEqual([]);
  });
});
