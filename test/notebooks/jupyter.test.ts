import { chmod } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findJupyter, findPython, howToInstall, withKernel } from '../../scripts/notebooks/jupyter.js';
import { expectMistake, nodeProcess, ROOT, workFolder } from '../cli/wavetank.js';

const folder = workFolder();

/** A folder of programs, for PATH: name → what its shell script does. */
async function bin(name: string, scripts: Readonly<Record<string, string>>): Promise<string> {
  for (const [program, script] of Object.entries(scripts)) {
    await chmod(await folder.write(join(name, program), `#!/bin/sh\n${script}\n`), 0o755);
  }
  return folder.path(name);
}

const run = (script: string, path: string) =>
  nodeProcess(['--import', import.meta.resolve('tsx/esm'), join(ROOT, 'scripts/notebooks', script)], {
    env: { PATH: path },
  });

describe.skipIf(process.platform === 'win32')('with programs on PATH', () => {
  test('JupyterLab comes before Jupyter Notebook, and a command of its own before one of jupyter', async () => {
    const lab = await bin('lab', { 'jupyter-lab': '', jupyter: '' });
    const notebook = await bin('notebook', { 'jupyter-notebook': '', jupyter: '' });
    expect(findJupyter([notebook, lab].join(delimiter))).toEqual([join(lab, 'jupyter-lab')]);
    expect(findJupyter(notebook)).toEqual([join(notebook, 'jupyter-notebook')]);
    const both = await bin('both', { jupyter: '' });
    expect(findJupyter(both)).toEqual([join(both, 'jupyter'), 'lab']);
    const old = await bin('old', { jupyter: '[ "$1" = notebook ]' });
    expect(findJupyter(old)).toEqual([join(old, 'jupyter'), 'notebook']);
    expect(findJupyter(await bin('bare', { jupyter: 'exit 1' }))).toBeUndefined();
  });

  test('a Python without the modules is passed over', async () => {
    const without = await bin('without', { python3: 'exit 1' });
    const having = await bin('having', { python: '[ "$2" = "import nbclient, nbformat" ]' });
    const path = [without, having].join(delimiter);
    expect(findPython(['nbclient', 'nbformat'], path)).toBe(join(having, 'python'));
    expect(findPython(['no_such_module'], path)).toBeUndefined();
  });

  test('the Python that Jupyter runs on counts too', async () => {
    const own = await bin('own', { interpreter: 'exit 0' });
    const file = await folder.write('pipx/jupyter', `#!${own}/interpreter\n`);
    await chmod(file, 0o755);
    expect(findPython(['a_module_of_jupyter'], folder.path('pipx'))).toBe(join(own, 'interpreter'));
  });

  test('the package manager that is there is named, else pip', async () => {
    expect(howToInstall('jupyter', await bin('debian', { 'apt-get': '' }))).toBe(
      'sudo apt-get install jupyter-notebook',
    );
    expect(howToInstall('nbclient', await bin('mac', { brew: '' }))).toBe('brew install jupyterlab');
    expect(howToInstall('jupyter', folder.path('nothing'))).toBe('python3 -m pip install jupyterlab');
  });

  test('npm run notebook without Jupyter says what to type', async () => {
    const outcome = await run('open.ts', await bin('fedora', { dnf: '' }));
    expectMistake(outcome, /Jupyter is not on PATH.*\n {2}sudo dnf install python3-notebook\n$/);
  });
});

test('a file that is no notebook is refused before anything runs', async () => {
  const outcome = await nodeProcess([
    '--import',
    import.meta.resolve('tsx/esm'),
    join(ROOT, 'scripts/notebooks/check.ts'),
    await folder.write('text.ipynb', 'text'),
  ]);
  expectMistake(outcome, /text\.ipynb is not a notebook/);
});

test('the kernel is found beside others', () => {
  const kernels = join(ROOT, 'notebooks/kernels');
  expect(withKernel({})).toEqual({ JUPYTER_PATH: kernels });
  expect(withKernel({ JUPYTER_PATH: '/mine' })).toEqual({ JUPYTER_PATH: `${kernels}${delimiter}/mine` });
});
