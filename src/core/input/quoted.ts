const SHOWN_CHARACTERS = 60;

/**
 * A value of the user's, as messages show it: in double quotes where it is text, and cut when it is long.
 * @example quoted('lognorml') // "lognorml", with the quotes
 */
export function quoted(value: unknown): string {
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value !== 'string') return Array.isArray(value) ? 'a list' : 'a mapping';
  const isLong = value.length > SHOWN_CHARACTERS;
  return JSON.stringify(isLong ? `${value.slice(0, SHOWN_CHARACTERS)}…` : value);
}
