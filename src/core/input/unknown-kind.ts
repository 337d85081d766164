import type { z } from 'zod';
import { quoted } from './quoted.js';

/**
 * The message where one of a registry's entries was expected and something else was found: an entry is written as a
 * mapping whose `kind` is a name of the registry. Zod's own issue carries the names too (`options`), for suggestions.
 * @param noun what the registry holds, in the singular
 * @param names the registry's names, in its order
 * @param expectedForm the message where there is no mapping at all
 */
export function unknownKind(noun: string, names: readonly string[], expectedForm?: string): z.core.$ZodErrorMap {
  const list = names.join(', ');
  return (issue) => {
    const entry = issue.input as { readonly kind?: unknown } | null | undefined;
    if (issue.code !== 'invalid_union' || typeof entry !== 'object' || entry === null) {
      return expectedForm ?? `expected a mapping whose kind is one of: ${list}`;
    }
    const { kind } = entry;
    const problem = kind === undefined ? `the kind of ${noun} is missing` : `unknown ${noun} ${quoted(kind)}`;
    return `${problem}; expected one of: ${list}`;
  };
}
