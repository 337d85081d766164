/** What notebooks need besides npm: Jupyter to open them, and a Python with nbclient to execute them. */
import { spawnSync } from 'node:child_process';
import { accessSync, constants, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export const NOTEBOOKS = join(ROOT, 'notebooks');

/** Package manager → what to type for each; the first on PATH is named, and pip where there is none. */
const INSTALL = {
  'apt-get': {
    jupyter: 'sudo apt-get install jupyter-notebook',
    nbclient: 'sudo apt-get install python3-nbclient python3-nbconvert',
  },
  dnf: {
    jupyter: 'sudo dnf install python3-notebook',
    nbclient: 'sudo dnf install python3-nbclient python3-nbconvert',
  },
  pacman: {
    jupyter: 'sudo pacman -S jupyterlab',
    nbclient: 'sudo pacman -S python-nbclient jupyter-nbconvert',
  },
  brew: { jupyter: 'brew install jupyterlab', nbclient: 'brew install jupyterlab' },
  winget: {
    jupyter: 'winget install Python.Python.3.13, then in a new terminal: py -m pip install jupyterlab',
    nbclient: 'winget install Python.Python.3.13, then in a new terminal: py -m pip install nbconvert',
  },
};
const PIP = { jupyter: 'python3 -m pip install jupyterlab', nbclient: 'python3 -m pip install nbconvert' };

/** @returns what to type to have Jupyter, or nbclient with nbformat and nbconvert */
export function howToInstall(what: 'jupyter' | 'nbclient', path: string): string {
  const manager = Object.entries(INSTALL).find(([name]) => programs(name, path).length > 0);
  return (manager?.[1] ?? PIP)[what];
}

/** @returns the command that opens JupyterLab, else Jupyter Notebook */
export function findJupyter(path: string): readonly [file: string, ...args: string[]] | undefined {
  const direct = [...programs('jupyter-lab', path), ...programs('jupyter-notebook', path)].at(0);
  if (direct !== undefined) return [direct];
  for (const file of programs('jupyter', path)) {
    for (const command of ['lab', 'notebook']) if (succeeds(file, [command, '--version'])) return [file, command];
  }
  return undefined;
}

/** @returns the first Python that can import the modules: of those on PATH, of the system, or the one that Jupyter runs on */
export function findPython(modules: readonly string[], path: string): string | undefined {
  const named = [...programs('python3', path), ...programs('python', path)];
  const ofJupyter = programs('jupyter', path).map((file) => /^#!(\S+)\n/.exec(readFileSync(file, 'latin1'))?.[1] ?? '');
  const candidates = new Set([...named, '/usr/bin/python3', ...ofJupyter]);
  return [...candidates].find((python) => succeeds(python, ['-c', `import ${modules.join(', ')}`]));
}

/** The environment in which Jupyter knows the kernel of notebooks/. */
export function withKernel(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const others = env['JUPYTER_PATH'] ?? '';
  return { ...env, JUPYTER_PATH: join(NOTEBOOKS, 'kernels') + (others === '' ? '' : delimiter + others) };
}

/** All programs of a name, in the order of PATH. */
function programs(name: string, path: string): string[] {
  const file = process.platform === 'win32' ? `${name}.exe` : name;
  const folders = path.split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, file)).filter(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function succeeds(file: string, args: readonly string[]): boolean {
  return file !== '' && spawnSync(file, args, { stdio: 'ignore' }).status === 0;
}
