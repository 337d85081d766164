import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { type Outcome, ROOT } from '../cli/wavetank.js';

/**
 * Does in a folder what a page says: its files are those blocks whose first line is a comment with their name, its commands
 * the lines of `console` blocks that begin with $. What is printed must contain what the page shows, where … stands for
 * any lines.
 * @returns how many commands the page has
 */
export async function followPage(
  page: string,
  folder: string,
  run: (command: string) => Promise<Outcome>,
): Promise<number> {
  const text = await readFile(join(ROOT, page), 'utf8');
  for (const [, content, name] of text.matchAll(/```(?:js|yaml)\n((?:\/\/|#) (\S+)\n.*?)```/gs)) {
    await writeFile(join(folder, name), content);
  }
  let commands = 0;
  for (const [, block] of text.matchAll(/```console\n(.*?)```/gs)) {
    for (const part of block.split(/^\$ /m).slice(1)) {
      const [command, ...lines] = part.split('\n');
      const { stdout, stderr } = await run(command);
      const printed = `${stdout}${stderr}`;
      for (const shown of lines.join('\n').split('…\n')) expect(printed, command).toContain(shown);
      commands++;
    }
  }
  return commands;
}
