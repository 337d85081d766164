/** A value in a message, in a few words. @example shownKind('abc') // "abc" with the quotes; shownKind({}) // an object */
export function shownKind(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
    case 'number':
      return Object.is(value, -0) ? '-0' : String(value);
    case 'boolean':
    case 'undefined':
      return String(value);
    case 'object':
      if (value === null) return 'null';
      return Array.isArray(value) ? 'a list' : value instanceof Promise ? 'a promise' : 'an object';
    default:
      return `a ${typeof value}`;
  }
}
