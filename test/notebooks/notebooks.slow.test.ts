import { readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Notebook } from '../../scripts/notebooks/outputs.js';
import { nodeProcess, ROOT, workFolder } from '../cli/wavetank.js';
import { notebookOf } from './cells.js';
import { kernel, PACKAGES } from './needs.js';

/** `npm run notebooks:check` and `notebooks:update`, in a folder of their own, with the kernel of notebooks/. */

const folder = workFolder();

const check = (...args: readonly string[]) =>
  nodeProcess(['--import', import.meta.resolve('tsx/esm'), join(ROOT, 'scripts/notebooks/check.ts'), ...args], {
    cwd: folder.path(),
  });
const update = (...args: readonly string[]) => check('--update', ...args);
const textOf = (name: string) => readFile(folder.path(name), 'utf8');
const outputsOf = async (name: string) => {
  const { cells } = JSON.parse(await textOf(name)) as Notebook;
  return cells.map(({ outputs }) => outputs);
};

describe.skipIf(kernel.isMissing)(`a notebook${kernel.reason}`, () => {
  beforeAll(() => symlink(PACKAGES, folder.path('node_modules')));

  test('that is updated passes, and is not changed by a second update', async () => {
    const loop = 'for (const i of [1, 2, 3]) { await new Promise((done) => setTimeout(done, 20)); console.log(i); }';
    await folder.write('good.ipynb', notebookOf("import { display } from 'tslab';", loop, 'process.cwd()'));
    expect((await check('good.ipynb')).stdout).toMatch(/good\.ipynb .* NOT UPDATED .*update -- good\.ipynb\n$/);

    expect(await update('good.ipynb')).toEqual({
      code: 0,
      stdout: expect.stringMatching(/^good\.ipynb {2}\d+\.\d s {2}updated\n$/) as string,
      stderr: '',
    });
    expect(await outputsOf('good.ipynb')).toMatchObject([
      [],
      [{ name: 'stdout', text: ['1\n', '2\n', '3\n'] }],
      [{ text: [expect.stringMatching(/^\$TMPDIR\/wavetank-cli-\w+\n/)] }],
    ]);
    const text = await textOf('good.ipynb');
    expect((await update('good.ipynb')).stdout).toMatch(/unchanged/);
    expect((await check('good.ipynb')).stdout).toMatch(/passed\n$/);
    expect(await textOf('good.ipynb')).toBe(text);
  });

  test('that shows something else than is stored fails, and on another Node is not compared', async () => {
    await folder.write('other.ipynb', notebookOf('1 + 1'));
    await update('other.ipynb');
    const text = await textOf('other.ipynb');
    await folder.write('other.ipynb', text.replace('"2\\n"', '"3\\n"'));
    const { code, stdout } = await check('other.ipynb');
    expect(stdout).toMatch(/DIFFERS\n.*cell 1 .*\n.*stored: .*line 1: 3\n.*executed: .*line 1: 2\n.*notebooks:update/);
    expect(code).toBe(1);

    await folder.write('other.ipynb', text.replace('"2\\n"', '"3\\n"').replace(/"node": "\d+"/, '"node": "6"'));
    expect(await check('other.ipynb')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/passed; outputs not compared: they are of Node 6/) as string,
    });
  });

  test('that fails names the cell and the message, is not updated, and the others still run', async () => {
    await folder.write('throws.ipynb', notebookOf('const a = 1;', "throw new RangeError('too far');", 'a'));
    await folder.write('wrong.ipynb', notebookOf("console.log('ran'); const a: number = 'one';"));
    await folder.write('ends.ipynb', notebookOf('process.exit(0)'));
    await folder.write('hangs.ipynb', notebookOf('for (;;);'));
    await folder.write('good-too.ipynb', notebookOf('1'));
    const before = await textOf('throws.ipynb');
    const names = ['throws.ipynb', 'wrong.ipynb', 'ends.ipynb', 'hangs.ipynb', 'good-too.ipynb'];

    const { code, stdout, stderr } = await update('--timeout', '3', ...names);
    expect([code, stderr]).toEqual([1, '']);
    expect(stdout).toMatch(/^throws\.ipynb .* FAILED\n {2}cell 2 failed:\n.*too far'\);\n {4}RangeError: too far\n/m);
    expect(stdout).toMatch(/^wrong\.ipynb .* FAILED\n {2}cell 1 failed:\n.*\n {4}1:\d+ - Type 'string' is not/m);
    expect(stdout).not.toMatch(/^\s*ran$/m);
    expect(stdout).toMatch(/^ends\.ipynb .* FAILED\n {2}cell 1 ended the kernel:\n {4}\| process\.exit\(0\)\n/m);
    expect(stdout).toMatch(/^hangs\.ipynb .* FAILED\n {2}cell 1 took longer than 3 s:\n/m);
    expect(stdout).toMatch(/^good-too\.ipynb .* updated\n$/m);
    expect(await textOf('throws.ipynb')).toBe(before);
  });

  test('that leaves a promise or an error alone fails, whatever the kernel says', async () => {
    await folder.write('pending.ipynb', notebookOf('new Promise((done) => setTimeout(done, 50))'));
    const late =
      "setTimeout(() => { throw new Error('too late'); }, 5);\nawait new Promise((done) => setTimeout(done, 200));";
    await folder.write('late.ipynb', notebookOf(late));
    const tagged = { source: "throw new Error('on purpose');", metadata: { tags: ['raises-exception'] } };
    await folder.write('tagged.ipynb', notebookOf(tagged));

    const { code, stdout } = await update('pending.ipynb', 'late.ipynb', 'tagged.ipynb');
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /^pending\.ipynb .* FAILED\n {2}cell 1 left a promise or an error alone:\n(.*\n)*.*<pending>/m,
    );
    expect(stdout).toMatch(/^late\.ipynb .* FAILED\n {2}cell 1 left a promise or an error alone:\n(.*\n)*.*too late/m);
    expect(stdout).toMatch(/^tagged\.ipynb .* FAILED\n {2}cell 1 failed:\n(.*\n)*.*on purpose/m);
  });

  test.each([
    ['no JSON', 'none', /is not a notebook: .*JSON/],
    ['an earlier form', '{ "nbformat": 3, "worksheets": [] }', /is not a notebook of nbformat 4/],
    ['an empty list', '[]', /is not a notebook of nbformat 4/],
    ['not there', undefined, /is not a notebook: ENOENT/],
  ])('that is %s is told by its name', async (_, text, message) => {
    if (text !== undefined) await folder.write('odd.ipynb', text);
    const { code, stderr } = await check(text === undefined ? 'nowhere.ipynb' : 'odd.ipynb');
    expect([code, stderr]).toEqual([2, expect.stringMatching(message)]);
    expect(stderr).toMatch(/^wavetank: (?:odd|nowhere)\.ipynb /);
  });

  test('that shows something anew is stored with its last state', async () => {
    const cells = [
      "import { newDisplay } from 'tslab'; const bar = newDisplay();",
      "bar.text('1 of 3'); bar.text('2 of 3');",
      "bar.text('done');",
    ];
    await folder.write('progress.ipynb', notebookOf(...cells));
    await update('progress.ipynb');
    const done = { output_type: 'display_data', data: { 'text/plain': ['done'] }, metadata: {} };
    expect(await outputsOf('progress.ipynb')).toEqual([[], [done], []]);
    expect(await textOf('progress.ipynb')).not.toMatch(/transient|display_id/);
  });

  test('may be looked at as a page', async () => {
    await folder.write('page.ipynb', notebookOf("import { display } from 'tslab'; display.html('<b>bold</b>');"));
    await check('page.ipynb', '--html', 'pages');
    expect(await textOf('pages/page.html')).toContain('<b>bold</b>');
  });
});
