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
];

const home = join(ROOT, 'notebooks');
const names = (await readdir(home)).filter((name) => name.endsWith('.ipynb'));
const folder = workFolder();

interface Converter {
  readonly convert: (declarations: string, source: string) => Converted;
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
