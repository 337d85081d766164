/** @example Camel<'max_concurrent'> // 'maxConcurrent' */
type Camel<Key> = Key extends `${infer Head}_${infer Tail}` ? `${Head}${Capitalize<Camel<Tail>>}` : Key;

/** The same values under camelCase keys; what may be undefined is optional instead. */
type CamelKeys<T> = { [Key in keyof T as Camel<Key> & PropertyKey]: Exclude<T[Key], undefined> };

/**
 * The keys of a form, which are in snake_case, as those of TypeScript. One level deep; keys without a value are left out,
 * so that defaults further on apply.
 * @example camelKeys({ max_queue: 5, region: undefined }) // { maxQueue: 5 }
 */
export function camelKeys<T extends object>(form: T): CamelKeys<T> {
  const given = Object.entries(form).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given.map(([key, value]) => [camelCase(key), value as unknown])) as CamelKeys<T>;
}

function camelCase(key: string): string {
  return key.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
}
