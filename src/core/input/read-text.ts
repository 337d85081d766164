import { createReadStream } from 'node:fs';
import { type Diagnostic, InputError } from '../index.js';
import { type FileKind, wrongFile } from './file-kind.js';

/** Largest file. */
const FILE_LIMIT_BYTES = 2 ** 20;

/**
 * The text of a file that people write.
 * @throws InputError when it cannot be read, is too large, or holds no text
 */
export async function readText(file: string, kind: FileKind): Promise<string> {
  const bytes = await readBytes(file, kind);
  if (bytes.length > FILE_LIMIT_BYTES) {
    throw new InputError([
      {
        file,
        message: 'the file is larger than 1 MiB',
        advice: wrongFile(kind),
      },
    ]);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new InputError([notText(file)]);
  }
}

/** The mistake of a file that holds no text. */
export function notText(file: string): Diagnostic {
  return { file, message: 'not a text file', advice: 'expected YAML or JSON in UTF-8' };
}

async function readBytes(file: string, kind: FileKind): Promise<Buffer> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of createReadStream(file, { end: FILE_LIMIT_BYTES })) chunks.push(chunk as Buffer);
  } catch (error) {
    throw new InputError([unreadable(file, kind, error)]);
  }
  return Buffer.concat(chunks);
}

const REASONS = new Map([
  ['ENOENT', 'the file does not exist'],
  ['ENOTDIR', 'the file does not exist'],
  ['EISDIR', 'this is a folder, not a file'],
  ['EACCES', 'no permission to read the file'],
  ['EPERM', 'no permission to read the file'],
]);

function unreadable(file: string, { noun, hint }: FileKind, error: unknown): Diagnostic {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const message = REASONS.get(code) ?? `the file cannot be read (${code})`;
  return { file, message, advice: `expected the path of a ${noun} file; ${hint}` };
}
