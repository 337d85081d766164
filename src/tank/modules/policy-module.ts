import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { InputError } from '../../core/index.js';
import { type OwnPolicy, ownPolicy } from '../../router/index.js';
import { toldError, type UserFile } from './told-error.js';

/** The file of a policy, as a plan has it: plain data, which every thread loads for itself. */
export interface PolicyModule {
  /** As the scenario has it. */
  readonly module: string;
  /** As messages show it. */
  readonly shown: string;
  /** Absolute, links resolved. */
  readonly path: string;
  /** Of its bytes; what it imports is not in it. */
  readonly sha256: string;
}

export interface LoadedModule {
  readonly policy: OwnPolicy;
  readonly sha256: string;
  /** Files beside it that it imports, as it names them. */
  readonly imports: readonly string[];
}

/**
 * Loads the file of a policy: this runs its code. Its address has the hash of its bytes, so that a process which has loaded an
 * earlier state of it loads the new one.
 * @param sha256 that it must have; undefined for any
 * @throws InputError, with a place in the file where there is one, else without a file
 */
export async function loadPolicyModule(file: UserFile, sha256?: string): Promise<LoadedModule> {
  const bytes = await readBytes(file);
  const found = createHash('sha256').update(bytes).digest('hex');
  if (sha256 !== undefined && sha256 !== found) {
    throw mistake(`${file.shown} was changed while the scenario ran`, 'run it again');
  }
  const exported = await imported(file, found);
  const policy = ownPolicy(exported);
  if ('create' in policy) return { policy, sha256: found, imports: importsIn(bytes.toString()) };
  throw new InputError(
    policy.map((message) => ({
      message: `the default export of ${file.shown} is not a policy: ${message}`,
      advice: FORM,
    })),
  );
}

const FORM = 'expected  export default { summary: …, create: (options, context) => … }  (docs/policy.md)';
const LARGEST_BYTES = 2 ** 20;

async function readBytes({ shown, path }: UserFile): Promise<Buffer> {
  try {
    const found = await stat(path);
    if (!found.isFile()) throw mistake(`${shown} is not a file`, 'expected the file of a policy');
    if (found.size > LARGEST_BYTES) throw mistake(`${shown} is larger than 1 MiB`, 'expected the file of a policy');
    return await readFile(path);
  } catch (error) {
    if (error instanceof InputError) throw error;
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw isMissing
      ? mistake(`there is no file ${shown}`, 'expected a path relative to the folder of the scenario')
      : mistake(`${shown} cannot be read: ${(error as Error).message}`, 'expected the file of a policy');
  }
}

/** What this process has loaded, by path: of CommonJS modules Node gives the first state for ever. */
const loaded = new Map<string, { readonly sha256: string; readonly exported: unknown }>();

/** The default export. */
async function imported(file: UserFile, sha256: string): Promise<unknown> {
  let namespace: object;
  try {
    namespace = (await import(`${pathToFileURL(file.path).href}?sha256=${sha256}`)) as object;
  } catch (error) {
    throw unloadable(file, error);
  }
  if (!('default' in namespace)) throw mistake(`${file.shown} has no default export`, FORM);
  const exported = namespace.default;
  const before = loaded.get(file.path);
  if (before !== undefined && before.sha256 !== sha256 && before.exported === exported) {
    const advice = 'start a new process, or make it an ES module (.mjs)';
    throw mistake(`${file.shown} was changed after this process had loaded it as a CommonJS module`, advice);
  }
  loaded.set(file.path, { sha256, exported });
  return exported;
}

function unloadable(file: UserFile, error: unknown): InputError {
  const code = error instanceof Error && 'code' in error ? error.code : undefined; // anything may be thrown
  if (code === 'ERR_UNKNOWN_FILE_EXTENSION' && /ts$/.test(file.path)) {
    const advice = 'expected Node 22.18 or later, which removes types, or the file compiled to .js or .mjs';
    return mistake(`this Node (${process.version}) cannot load TypeScript: ${file.shown}`, advice);
  }
  return new InputError([toldError(`${file.shown} cannot be loaded:`, error, file)]);
}

/** Files that a module imports by a path, as far as its text shows. */
function importsIn(text: string): readonly string[] {
  const found = text.matchAll(/\b(?:from|import|require)\s*\(?\s*['"](\.{1,2}\/[^'"]+)['"]/g);
  return [...new Set([...found].map(([, path]) => path))];
}

function mistake(message: string, advice: string): InputError {
  return new InputError([{ message, advice }]);
}
