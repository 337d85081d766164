import { appendFile, mkdir, symlink, writeFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { compose, type Diagnostic, InputError, policies, validateScenario } from '../../../src/index.js';
import { runExperiment } from '../../../src/tank/runs/index.js';
import { loadScenario, planFromObject } from '../../../src/tank/scenario/index.js';
import { workFolder } from '../../cli/wavetank.js';
import { UNEQUAL } from '../runs/tiny.js';
import { runScenario } from '../../support/unchecked.js';

/** Policies of one's own in scenarios: files, and objects of the program. */

const folder = workFolder();
let written = 0;

/** A scenario with strategies, in a folder of its own with other files. @returns its path */
async function scenarioWith(strategies: readonly unknown[], files: Readonly<Record<string, string>>): Promise<string> {
  const place = `s${written++}`;
  for (const [name, text] of Object.entries(files)) await folder.write(`${place}/${name}`, text);
  return folder.write(`${place}/scenario.yaml`, { ...UNEQUAL, strategies });
}

const RANDOM = `export default {
  create: (_, { random }) => ({ pickAmong: (_r, _t, list, count) => (count === 1 ? list[0] : list[random.below(count)]) }),
};\n`;
const MINE = { name: 'mine', module: './mine.mjs' };
const mineWith = (text: string, strategy: object = {}) =>
  scenarioWith([{ ...MINE, ...strategy }], { 'mine.mjs': text });

/** @returns the only mistake that there is */
async function mistakeOf(file: string): Promise<Diagnostic> {
  const mistakes = await validateScenario(file);
  expect(mistakes).toHaveLength(1);
  return mistakes[0];
}

describe('a module', () => {
  test('decides as the same policy of the registry does, in this thread and in others, and leaves its hash', async () => {
    const file = await scenarioWith(['random', MINE], { 'mine.mjs': RANDOM });
    const summary = await runScenario(file, { workers: 1 });
    const [
      { name: _n, policy: _p, place: _first, ...builtIn },
      { name, policy, place: _second, module_sha256, ...mine },
    ] = summary.strategies;
    expect([name, policy]).toEqual(['mine', './mine.mjs']);
    expect(module_sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(mine).toEqual(builtIn);
    expect(await runScenario(file, { workers: 2 })).toEqual(summary);
  });

  test('has options by its schema, with defaults', async () => {
    const text = `const options = { safeParse: (value) => ({ success: true, data: { last: true, ...value } }), parse: (value) => ({ last: true, ...value }) };
      export default { options, create: ({ last }) => ({ pickAmong: (_r, _t, list, count) => Math[last ? 'max' : 'min'](...list.subarray(0, count)) }) };`;
    const file = await scenarioWith([MINE, { ...MINE, name: 'first', options: { last: false } }], { 'mine.mjs': text });
    const { strategies } = await runScenario(file, { workers: 2 });
    const [byDefault, first] = strategies.map(({ endpoints }) => endpoints.map(({ requests }) => requests));
    expect(byDefault[1]).toBeGreaterThan(first[1]);
  });

  test('keeps sessions where they are where it says so and the strategy does not', async () => {
    const text = RANDOM.replace('create', 'affinity: true, create');
    const layers = async (strategy: object) =>
      (await loadScenario(await mineWith(text, strategy))).strategies[0].layers;
    expect(await layers({})).toEqual({ affinity: true });
    expect(await layers({ affinity: false })).toEqual({ affinity: false });
  });

  test('may be CommonJS, and export what compose makes or a custom strategy', async () => {
    for (const text of [
      'module.exports = { create: () => ({ pickAmong: (_r, _t, list) => list[0] }) };',
      'module.exports = () => ({ pickAmong: (_r, _t, list) => list[0] });',
      "module.exports = { name: 'x', create: ({ table }) => ({ pickAmong: (_r, _t, list) => table && list[0] }) };",
    ]) {
      const file = await scenarioWith([{ name: 'mine', module: './mine.cjs' }], { 'mine.cjs': text });
      expect(await validateScenario(file)).toEqual([]);
    }
  });

  test('changed and loaded again by the same process is the new one, and the hash of the scenario is another', async () => {
    const file = await mineWith(RANDOM);
    const before = await loadScenario(file);
    expect((await loadScenario(file)).sha256).toBe(before.sha256);
    await appendFile(file.replace('scenario.yaml', 'mine.mjs'), 'export const more = 1;\n');
    const after = await loadScenario(file);
    expect(after.sha256).not.toBe(before.sha256);
    expect(after.jobsSha256).not.toBe(before.jobsSha256);
    await writeFile(file.replace('scenario.yaml', 'mine.mjs'), 'export default 5;\n');
    expect((await mistakeOf(file)).message).toMatch(/is not a policy: a policy is an object .* not 5$/);
  });

  test('is hashed by its content, not by its path', async () => {
    const text = { 'mine.mjs': RANDOM, 'policies/other.mjs': RANDOM };
    const [here, there] = await Promise.all(
      ['./mine.mjs', './policies/other.mjs'].map(async (module) =>
        loadScenario(await scenarioWith([{ name: 'mine', module }], text)),
      ),
    );
    expect(there.sha256).toBe(here.sha256);
  });

  test('of which only some strategies run is loaded for these alone', async () => {
    const broken = { name: 'broken', module: './broken.mjs' };
    const file = await scenarioWith(['random', broken], { 'broken.mjs': 'throw new Error("loaded");' });
    expect((await runScenario(file, { strategies: ['random'], replications: 1 })).strategies).toHaveLength(1);
    expect((await mistakeOf(file)).message).toMatch('loaded');
  });

  test('that imports other files gets a warning: these are not hashed', async () => {
    const file = await scenarioWith([MINE], {
      'mine.mjs': "export { default } from './policies/random.mjs';",
      'policies/random.mjs': RANDOM,
    });
    const { warnings } = await loadScenario(file);
    expect(warnings).toEqual([
      'mine: ./mine.mjs imports ./policies/random.mjs, which the hash of the scenario does not cover',
    ]);
  });

  test('that was changed while the scenario ran ends the run', async () => {
    const file = await mineWith(RANDOM);
    const plan = await loadScenario(file);
    await appendFile(file.replace('scenario.yaml', 'mine.mjs'), '// changed\n');
    for (const workers of [1, 2])
      await expect(runExperiment(plan, { workers })).rejects.toThrow('was changed while the scenario ran');
  });
});

describe('what is wrong with a module is told with its place', () => {
  /** By what is wrong: the module, and what is told of it at line 27, column 17: the path in the scenario. */
  const AT_THE_PATH: Readonly<Record<string, readonly [text: string, told: RegExp]>> = {
    'nothing that is thrown': ['throw undefined;', /mine\.mjs cannot be loaded: undefined$/],
    'something thrown that has no text': [
      'export default { create: () => { throw Object.create(null); } };',
      /create threw something that cannot be shown$/,
    ],
    'no default export': ['export const create = 1;', /mine\.mjs has no default export$/],
    'a default export that is no policy': ['export default 5;', /mine\.mjs is not a policy: .* not 5$/],
    'a create that is no function': ['export default { create: 1 };', /create is 1, where a function is expected$/],
    'an answer of -1': ['export default { create: () => ({ pick: () => -1 }) };', /pick returned -1/],
    'an answer that is no number': ['export default { create: () => ({ pick: () => NaN }) };', /pick returned NaN/],
    'an endpoint that may not be chosen': [
      'export default { create: () => ({ pick: () => 0 }) };',
      /pick returned 0, .*: 1, 4$/,
    ],
  };
  test.each(Object.entries(AT_THE_PATH))('%s', async (_, [text, told]) => {
    const file = await mineWith(text);
    const { message, excerpt, ...place } = await mistakeOf(file);
    expect(message).toMatch(told);
    expect(place).toMatchObject({ file, column: 17 });
    expect(excerpt).toContain('"module": "./mine.mjs"');
  });

  /** By what is wrong: the module, and the line and column of it at which that is told. */
  const IN_THE_FILE: Readonly<Record<string, readonly [text: string, line: number, column: number, told: RegExp]>> = {
    'an error at import': [
      'const a = 1;\nthrow new TypeError("no");',
      2,
      7,
      /mine\.mjs cannot be loaded: TypeError: no$/,
    ],
    'an error of create': [
      'export default {\n  create: () => { throw new Error("no"); },\n};',
      2,
      25,
      /create threw Error: no$/,
    ],
    'an error of pick': [
      'export default { create: () => ({\n  pick: (request) => request.no.thing }) };',
      2,
      33,
      /pick threw TypeError/,
    ],
  };
  test.each(Object.entries(IN_THE_FILE))('%s', async (_, [text, line, column, told]) => {
    const file = await mineWith(text);
    const mistake = await mistakeOf(file);
    expect(mistake.message).toMatch(told);
    expect(mistake).toMatchObject({ file: file.replace('scenario.yaml', 'mine.mjs'), line, column });
    expect(mistake.excerpt).toBe(text.split('\n')[line - 1]);
  });

  test('an error that comes only in the middle of a run, in this thread and in others', async () => {
    const late = `export default { create: (_, { clock }) => ({ pickAmong: (_r, _t, list) => {
      if (clock.nowMs() > 40_000) throw new RangeError('late');
      return list[0];
    } }) };`;
    const file = await mineWith(late);
    for (const workers of [1, 2]) {
      const error: unknown = await runScenario(file, { workers }).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(InputError);
      const { message, ...place } = (error as InputError).diagnostics[0];
      expect(message).toMatch(/^the policy "mine" \(.*mine\.mjs\): pickAmong threw RangeError: late$/);
      expect(place).toMatchObject({ file: file.replace('scenario.yaml', 'mine.mjs'), line: 2, column: 41 });
    }
    const answers = late.replace("throw new RangeError('late')", 'return 7');
    await expect(runScenario(await mineWith(answers))).rejects.toThrow('pick returned 7, where one of the candidates');
  });

  test('a file that is not there, and a folder', async () => {
    expect((await mistakeOf(await scenarioWith([MINE], {}))).message).toMatch(/^there is no file .*mine\.mjs$/);
    const file = await scenarioWith([MINE], { 'mine.mjs/inside': '' });
    expect((await mistakeOf(file)).message).toMatch(/mine\.mjs is not a file$/);
  });

  test('options that it does not have', async () => {
    const { message, file } = await mistakeOf(await mineWith(RANDOM, { options: { d: 2 } }));
    expect(message).toBe('unknown key "d" in strategies[0].options');
    expect(file).toMatch(/scenario\.yaml$/);
  });

  test('the name of a built-in policy, a policy beside it, no name', async () => {
    const messages = async (strategy: object) => {
      const mistakes = await validateScenario(await scenarioWith([strategy], { 'mine.mjs': RANDOM }));
      return mistakes.map(({ message }) => message);
    };
    expect(await messages({ ...MINE, name: 'random' })).toEqual(['"random" is the name of a built-in policy']);
    expect(await messages({ ...MINE, policy: 'random' })).toEqual(['strategies[0] has a policy and a module']);
    expect(await messages({ module: './mine.mjs' })).toEqual(['missing key "name" in strategies[0]']);
  });

  test('several at once', async () => {
    const strategies = ['a', 'b', 'c'].map((name) => ({ name, module: `./${name}.mjs` }));
    expect(await validateScenario(await scenarioWith(strategies, { 'b.mjs': RANDOM }))).toHaveLength(2);
  });
});

describe('a path', () => {
  test.each([
    '/etc/mine.mjs',
    'mine.mjs',
    'zod',
    'file:///tmp/mine.mjs',
    'https://example.org/mine.mjs',
    './sub/../mine.mjs',
    './../mine.mjs',
    './mine.json',
    './mine',
    '.\\\\mine.mjs',
    '~/mine.mjs',
    '',
  ])('cannot be %j', (module) => {
    expect(() => planFromObject({ ...UNEQUAL, strategies: [{ name: 'mine', module }] })).toThrow(/module cannot be/);
  });

  test('leaves the folder of the scenario by ../ at its beginning', async () => {
    await folder.write('shared/mine.mjs', RANDOM);
    expect(await validateScenario(await scenarioWith([{ ...MINE, module: '../shared/mine.mjs' }], {}))).toEqual([]);
  });

  test('does not leave it through a link', async () => {
    await folder.write('elsewhere/mine.mjs', RANDOM);
    const file = await scenarioWith([{ ...MINE, module: './linked/mine.mjs' }], {});
    await symlink(folder.path('elsewhere'), file.replace('scenario.yaml', 'linked'));
    expect((await mistakeOf(file)).message).toMatch(/^\.\/linked\/mine\.mjs is a link that leads out of \.\/: /);
    await mkdir(file.replace('scenario.yaml', 'real'));
    const inside = await scenarioWith([{ ...MINE, module: './link.mjs' }], { 'real/mine.mjs': RANDOM });
    await symlink('real/mine.mjs', inside.replace('scenario.yaml', 'link.mjs'));
    expect(await validateScenario(inside)).toEqual([]);
  });
});

test('modules are refused on request, before any of their code runs', async () => {
  const file = await mineWith('globalThis.wasLoaded = true;');
  const mistakes = await validateScenario(file, { modules: false });
  expect(mistakes).toMatchObject([
    { file, column: 17, message: 'the strategy "mine" runs the code of ./mine.mjs, and modules are refused' },
  ]);
  await expect(runScenario(file, { modules: false })).rejects.toThrow('modules are refused');
  expect(globalThis).not.toHaveProperty('wasLoaded');
  expect((await loadScenario(file, {}, { modules: 'leave' })).strategies[0].name).toBe('mine');
  expect(globalThis).not.toHaveProperty('wasLoaded');
});

describe('an object', () => {
  const idlest = compose({ scorers: [[(e, { load }) => -load[e], 1]], picker: 'best' });
  const withPolicy = (strategy: object) => ({ ...UNEQUAL, strategies: ['random', strategy] });

  test.each([
    ['a policy file', { name: 'mine', policy: policies.random }],
    ['a function', { name: 'mine', policy: policies.random.create.bind(undefined, {}) }],
    ['a custom strategy', { policy: { name: 'mine', create: policies.random.create.bind(undefined, {}) } }],
  ])('that is %s decides as the same policy of the registry, and says that it is not hashed', async (_, strategy) => {
    const { strategies, warnings } = await runScenario(withPolicy(strategy));
    const [{ name: _n, policy: _p, place: _first, ...builtIn }, { name, policy, place: _second, ...mine }] = strategies;
    expect([name, policy]).toEqual(['mine', 'object']);
    expect(mine).toEqual(builtIn);
    expect(warnings).toContain(
      'mine: its policy is an object of the program that ran it, which the hash of the scenario does not cover',
    );
  });

  test('has the options of its schema', async () => {
    const policy = policies.power_of_d;
    const [own, builtIn] = await Promise.all(
      [
        { name: 'mine', policy, options: { d: 3 } },
        { name: 'mine', policy: 'power_of_d', options: { d: 3 } },
      ].map(async (strategy) => (await runScenario(withPolicy(strategy))).strategies[1].measures),
    );
    expect(own).toEqual(builtIn);
    const mistakes = await validateScenario(withPolicy({ name: 'mine', policy, options: { d: 0 } }));
    expect(mistakes.map(({ file }) => file)).toEqual(['strategies[1].options.d']);
  });

  test('runs in this thread: several workers are refused, one is not', async () => {
    const scenario = withPolicy({ name: 'mine', policy: idlest });
    await expect(runScenario(scenario, { workers: 2 })).rejects.toThrow(
      'workers cannot be 2: the policy of mine is an object, which runs only in this thread',
    );
    expect(await runScenario(scenario, { workers: 1 })).toEqual(await runScenario(scenario));
  });

  test('is held to the checks, with the place of its strategy', async () => {
    const told = async (strategy: object) => validateScenario(withPolicy(strategy));
    expect(await told({ name: 'mine', policy: {} })).toMatchObject([
      { file: 'strategies[1].policy', message: 'create is undefined, where a function is expected' },
    ]);
    expect(await told({ name: 'mine', policy: { create: () => ({ pick: () => -1 }) } })).toMatchObject([
      { file: 'strategies[1].policy', message: /cannot be used: pick returned -1/ },
    ]);
    expect(await told({ policy: idlest })).toMatchObject([{ message: 'missing key "name" in strategies[1]' }]);
  });

  test('is found by its name, and the scenario object is left as it was', async () => {
    const scenario = withPolicy({ name: 'mine', policy: idlest });
    const before = structuredClone({ ...scenario, strategies: 0 });
    const { strategies } = await runScenario(scenario, { strategies: ['mine', 'least_loaded'] });
    expect(strategies.map(({ name }) => name)).toEqual(['mine', 'least_loaded']);
    expect({ ...scenario, strategies: 0 }).toEqual(before);
    expect(scenario.strategies[1]).toEqual({ name: 'mine', policy: idlest });
  });
});
