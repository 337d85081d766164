import { existsSync } from 'node:fs';
import path from 'node:path';

const folder = process.env['WAVETANK_TRACES'] ?? path.join(import.meta.dirname, '..', '..', '..', 'shared', 'data');

/**
 * A recorded trace that tests hold figures against. None is part of the repository: docs/traces.md says where they come from,
 * WAVETANK_TRACES where they are. Tests on one that is missing say so in their titles and skip.
 */
export function recorded(name: string) {
  const file = path.join(folder, name);
  const isMissing = !existsSync(file);
  return { file, isMissing, reason: isMissing ? ' (skipped: the trace is missing)' : '' };
}
