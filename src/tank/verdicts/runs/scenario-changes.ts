import type { ScenarioChange } from '../../results/index.js';

/** Keys that change no result. */
const LEFT_OUT: ReadonlySet<string> = new Set(['schema', 'question', 'expected', 'tolerance', 'sweep']);

/** Characters of a value that are told. */
const MOST_CHARACTERS = 80;

/** Where two scenarios differ as they are written: keys joined by dots, entries of lists by their names. */
export function scenarioChanges(before: object, after: object): readonly ScenarioChange[] {
  const shown = (scenario: object) =>
    Object.fromEntries(Object.entries(scenario).filter(([key]) => !LEFT_OUT.has(key)));
  return [...changesAt('', shown(before), shown(after))];
}

function* changesAt(path: string, before: unknown, after: unknown): Generator<ScenarioChange> {
  const [had, has] = [entriesOf(spelledOut(before, after)), entriesOf(spelledOut(after, before))];
  if (had === undefined || has === undefined) {
    if (JSON.stringify(before) === JSON.stringify(after)) return;
    yield {
      path,
      ...(before !== undefined && { before: textOf(before) }),
      ...(after !== undefined && { after: textOf(after) }),
    };
    return;
  }
  for (const key of new Set([...had.keys(), ...has.keys()]))
    yield* changesAt(path === '' ? key : `${path}.${key}`, had.get(key), has.get(key));
}

/** A strategy that is the name of its policy alone, as an entry with keys where the other is one. */
function spelledOut(entry: unknown, other: unknown): unknown {
  const isNamed = typeof entry === 'string' && typeof other === 'object' && other !== null && 'policy' in other;
  return isNamed && nameOf(other) === entry ? { ...('name' in other && { name: entry }), policy: entry } : entry;
}

/** What is compared one by one: the keys of an object, and entries of a list by their names, else by their places. */
function entriesOf(value: unknown): ReadonlyMap<string, unknown> | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (!Array.isArray(value)) return new Map(Object.entries(value));
  const entries = value as readonly unknown[];
  const names = entries.map(nameOf);
  const areNames = names.every((name, i) => name !== undefined && names.indexOf(name) === i);
  return new Map(entries.map((entry, i) => [areNames ? (names[i] ?? '') : String(i), entry]));
}

function nameOf(entry: unknown): string | undefined {
  if (typeof entry === 'string') return entry;
  if (typeof entry !== 'object' || entry === null) return undefined;
  const found = Object.entries(entry).find(([key]) => ['name', 'id', 'policy', 'class'].includes(key))?.[1] as unknown;
  return typeof found === 'string' ? found : undefined;
}

function textOf(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS - 1)}…` : text;
}
