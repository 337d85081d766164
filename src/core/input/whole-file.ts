import { open, rename, rm, writeFile } from 'node:fs/promises';

/** Writes a file so that whoever looks finds the earlier one or the whole new one, whatever goes wrong. */
export async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  await throughSibling(path, (temporary) => writeFile(temporary, content));
}

/** Several files likewise: none takes its place before all are written; the last one comes first. */
export async function writeAllWhole(files: readonly (readonly [path: string, content: string])[]): Promise<void> {
  if (files.length === 0) return;
  const [[path, content], ...others] = files;
  await throughSibling(path, async (temporary) => {
    await writeFile(temporary, content);
    await writeAllWhole(others);
  });
}

/**
 * The same for what comes bit by bit: it is written to a temporary sibling, which is on the disk before it is renamed.
 * @param write makes the file of that name
 * @throws what went wrong first; the sibling is gone then
 */
export async function throughSibling(path: string, write: (temporary: string) => Promise<void>): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    await write(temporary);
    await flush(temporary);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
}

async function flush(file: string): Promise<void> {
  const handle = await open(file, 'r+'); // Windows flushes only what may be written
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
