import { spawnSync } from 'node:child_process';
import { copyFile, mkdir, readdir, readFile, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Notebook, whole } from '../../scripts/notebooks/outputs.js';
import { ROOT, workFolder } from '../cli/wavetank.js';
import { PACKAGES, packages } from './needs.js';

/**
 * The cells of the notebooks against the types of the package, by tslab's own converter: its TypeScript is older than ours
 * and has options of its own. What a notebook could get wrong has to be refused, so that types are not lost on the way.
 */

const REFUSED: readonly { readonly cell: string; readonly because: RegExp }[] = [
  {
    cell: "import { runScenario } from 'wavetank'; runScenario(1, 2, 3);",
    because: /Expected .* arguments, but got 3/,
  },
  { cell: "import { runScenarios } from 'wavetank';", because: /no exported member/ },
  {
    cell: `import { runScenario } from 'wavetank';
      const { strategies } = await runScenario('a.yaml');
      strategies[0].requests.complete;`,
    because: /Property 'complete' does not exist/,
  },
  { cell: "import { display } from 'tslab'; display.html(1);", because: /'number' is not assignable/ },
  { cell: scenarioWith("fleet: { models: [{ id: 'm', replica: 2 }] }"), because: /'replica' does not exist/ },
  { cell: scenarioWith("strategies: ['least_loade']"), because: /"least_loade"' is not assignable/ },
  { cell: scenarioWith("service: { kind: 'exponential', mean: 'fast' }"), because: /"fast"' is not assignable/ },
  {
    cell: scenarioWith("workload: { arrivals: { kind: 'poisson', rate: '20' }, requests: 10 }"),
    because: /"20"' is not assignable to type 'Rate'/,
  },
  {
    cell: scenarioWith("workload: { arrivals: { kind: 'poison', rate: '20/s' }, requests: 10 }"),
    because: /Did you mean '"poisson"'/,
  },
];

/** A cell with a scenario that is right but for some of its keys. */
function scenarioWith(keys: string): string {
  return `import { type Scenario } from 'wavetank';
declare const right: Scenario;
const scenario: Scenario = { ...right, ${keys} };`;
}

const home = join(ROOT, 'notebooks');
const names = (await readdir(home)).filter((name) => name.endsWith('.ipynb'));
const folder = workFolder();

interface Converter {
  readonly convert: (declarations: string, source: string) => Converted;
  readonly complete: (declarations: string, source: string, position: number) => { readonly candidates: string[] };
  readonly close: () => void;
}
interface Converted {
  readonly diagnostics: readonly { readonly start: { readonly line: number }; readonly messageText: string }[];
  /** What later cells see of this one and those before it. */
  readonly declOutput?: string;
}
let converter: Converter;

/** What the kernel says of these cells, one after the other. */
function mistakes(cells: readonly string[]): string[] {
  let declarations = '';
  return cells.flatMap((cell, i) => {
    const { diagnostics, declOutput } = converter.convert(declarations, cell);
    declarations = declOutput ?? declarations;
    return diagnostics.map(({ start, messageText }) => `code cell ${i + 1}, line ${start.line + 1}: ${messageText}`);
  });
}

describe.skipIf(packages.isMissing)(`types in notebooks${packages.reason}`, () => {
  beforeAll(async () => {
    const modules = folder.path('node_modules');
    await mkdir(join(modules, 'wavetank'), { recursive: true });
    for (const name of ['tslab', '@types']) await symlink(join(PACKAGES, name), join(modules, name));
    await symlink(join(ROOT, 'node_modules'), join(modules, 'wavetank/node_modules')); // types of others that ours name
    await copyFile(join(ROOT, 'package.json'), join(modules, 'wavetank/package.json'));
    const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
    const types = [
      '--noCheck',
      '--emitDeclarationOnly',
      '--sourceMap',
      'false',
      '--outDir',
      join(modules, 'wavetank/dist'),
    ];
    expect(spawnSync(process.execPath, [tsc, '-p', 'tsconfig.build.json', ...types], { cwd: ROOT }).status).toBe(0);

    const require = createRequire(import.meta.url);
    const ts = require(join(PACKAGES, '@tslab/typescript-for-tslab')) as {
      readonly sys: { getCurrentDirectory: () => string };
    };
    ts.sys.getCurrentDirectory = () => folder.path(); // where the kernel would be started
    const { createConverter } = require(join(PACKAGES, 'tslab/dist/converter.js')) as {
      readonly createConverter: () => Converter;
    };
    converter = createConverter();
  });
  afterAll(() => {
    converter.close();
  });

  test.each(REFUSED)('refused: $cell', ({ cell, because }) => {
    expect(mistakes([cell]).join('\n')).toMatch(because);
  });

  test.each([
    ["fleet: { models: [{ id: 'm', ", ['backend', 'max_concurrent', 'replicas']],
    ['workload: { arrivals: { kind: "', ['"gamma"', '"poisson"']],
    ['strategies: ["', ['"latency_based"', '"least_loaded"']],
    ['', ['replications', 'slo', 'warm_up']],
  ])('Tab after "%s" offers what may stand there', (keys, offered) => {
    const cell = scenarioWith(keys).replace(/ };$/, '');
    const { candidates } = converter.complete('', cell, cell.length);
    expect(candidates.map((each) => each.replaceAll('"', ''))).toEqual(
      expect.arrayContaining(offered.map((each) => each.replaceAll('"', ''))),
    );
  });

  test('a cell knows the types of the parts of a scenario, whatever they are inferred from', () => {
    const cells = [
      `import { type Scenario, run, vary, fitTrace, makeTrace } from 'wavetank';
declare const scenario: Scenario;
const { workload, fleet: { models }, strategies, events, ...rest } = scenario;
const { sessions, agents, classes, ...others } = workload;
const shared = { ...scenario, workload: { ...workload, requests: 5 } };`,
      `const results = await run(shared);
const points = await vary(scenario, { grid: { seed: ['a'] } });
const first = points.map((point) => point.scenario.service);
const fitted = fitTrace(await makeTrace(scenario));
const back: Scenario = { ...rest, workload: { ...others, sessions, agents, classes }, fleet: { models }, strategies, events };`,
      'const wrong: number = back.name;\nconst alsoWrong: string = models[0].replicas;',
    ];
    expect(mistakes(cells)).toEqual([
      expect.stringMatching(/^code cell 3, line 1: .*'string'.*'number'/),
      expect.stringMatching(/^code cell 3, line 2: .*'number'.*'string'/),
    ]);
  });

  test('a cell knows the types of those before it', () => {
    const cells = ["import { VERSION } from 'wavetank';\nconst version = VERSION;", 'const n: number = version;'];
    expect(mistakes(cells)).toEqual([expect.stringMatching(/^code cell 2, line 1: .*'string'.*'number'/)]);
  });

  test.skipIf(names.length === 0)(
    names.length === 0 ? 'there are no notebooks yet' : 'the notebooks are right',
    async () => {
      for (const name of names) {
        const { cells } = JSON.parse(await readFile(join(home, name), 'utf8')) as Notebook;
        const code = cells.filter(({ cell_type }) => cell_type === 'code').map(({ source }) => whole(source));
        expect(mistakes(code), name).toEqual([]);
      }
    },
  );
});
