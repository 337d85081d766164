import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '../../core/index.js';
import { EARLIER, timeOfName } from './earlier-runs.js';

/** A folder that may hold a run. */
export interface RunFolder {
  /** Its path from the folder of results, with "/": `quickstart`, `quickstart/earlier/2026-11-20T10-00-00-000Z`. */
  readonly id: string;
  readonly path: string;
  /** Whether it is the place of the latest run of its scenario. */
  readonly isLatest: boolean;
  /** What its name says of its time, in ISO 8601; of earlier runs alone. */
  readonly time?: string;
}

/**
 * The folders below a folder of results that may hold a run, by id: those of scenarios, and their earlier runs.
 * @throws InputError when there is no such folder, or it cannot be read
 */
export async function runFolders(root: string): Promise<readonly RunFolder[]> {
  const scenarios = await foldersIn(root).catch((error: unknown) => {
    const why =
      error instanceof Error && 'code' in error && error.code === 'ENOENT' ? 'there is no such folder' : error;
    const message = `results cannot be read here: ${why instanceof Error ? why.message : String(why)}`;
    throw new InputError([{ file: root, message, advice: EXPECTED }]);
  });
  const runs = await Promise.all(
    scenarios.map(async (name): Promise<readonly RunFolder[]> => {
      const earlier = await foldersIn(join(root, name, EARLIER)).catch(() => []);
      return [
        { id: name, path: join(root, name), isLatest: true },
        ...earlier.flatMap((each) => {
          const time = timeOfName(each);
          const path = join(root, name, EARLIER, each);
          return time === undefined ? [] : [{ id: `${name}/${EARLIER}/${each}`, path, isLatest: false, time }];
        }),
      ];
    }),
  );
  return runs.flat();
}

const EXPECTED = 'expected a folder that wavetank run wrote folders of scenarios to, such as results';

/** Names of what may be a folder, sorted; hidden ones hold no runs. */
async function foldersIn(path: string): Promise<readonly string[]> {
  const entries = await readdir(path, { withFileTypes: true });
  return entries
    .filter((entry) => !entry.isFile() && !entry.name.startsWith('.'))
    .map(({ name }) => name)
    .sort();
}
