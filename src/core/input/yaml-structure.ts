import {
  type Alias,
  type Document,
  isAlias,
  isCollection,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type Node,
  visit,
  type YAMLMap,
} from 'yaml';
import type { Diagnostic } from '../index.js';
import type { Path } from './source.js';
import type { Placer } from './text-places.js';

/** Most aliases (`*name`) of one file. */
export const ALIAS_LIMIT = 100;

/** A value of a document and the key that it stands at. */
interface Entry {
  readonly key: Node | undefined;
  readonly value: unknown;
}

/**
 * The keys, anchors and aliases of a document, and what is wrong with them: keys given twice, aliases without an anchor
 * or inside the value that they repeat. One walk over the nodes; a key is found by a look-up.
 */
export class YamlStructure {
  readonly mistakes: Diagnostic[] = [];
  readonly #contents: Node;
  readonly #place: Placer;
  readonly #targets = new Map<Alias, Node>();
  readonly #entries = new Map<YAMLMap, ReadonlyMap<string, Entry>>();

  constructor(document: Document, contents: Node, place: Placer) {
    this.#contents = contents;
    this.#place = place;
    const anchors = new Map<string, Node>();
    let aliasCount = 0;
    visit(document, (_key, node, path) => {
      if (isAlias(node)) {
        this.#follow(node, anchors, path);
        if (++aliasCount > ALIAS_LIMIT) {
          this.#add(node, `the file has more than ${ALIAS_LIMIT} aliases`, 'write the values out');
          return visit.BREAK;
        }
      } else if (isNode(node) && node.anchor !== undefined) anchors.set(node.anchor, node);
      if (isMap(node)) this.#index(node);
      return undefined;
    });
  }

  /** What stands at a path, or at as much of it as there is. */
  find(path: Path): Entry {
    let found: Entry = { key: undefined, value: this.#contents };
    for (const step of path) {
      const node = isAlias(found.value) ? this.#targets.get(found.value) : found.value;
      let next: Entry | undefined;
      if (isMap(node)) next = this.#entries.get(node)?.get(String(step));
      else if (isSeq(node) && typeof step === 'number') next = { key: undefined, value: node.items[step] };
      if (next === undefined) break;
      found = next;
    }
    return found;
  }

  #follow(alias: Alias, anchors: ReadonlyMap<string, Node>, path: readonly unknown[]): void {
    const target = anchors.get(alias.source);
    const name = `"*${alias.source}"`;
    if (target === undefined) {
      this.#add(alias, `unknown alias ${name}`, `expected the anchor "&${alias.source}" earlier in the file`);
    } else if (path.includes(target)) {
      this.#add(alias, `the alias ${name} is inside the value that it repeats`, 'write the value out');
    } else this.#targets.set(alias, target);
  }

  #index(map: YAMLMap): void {
    const entries = new Map<string, Entry>();
    for (const { key, value } of map.items) {
      if (!isScalar(key)) continue; // refused as syntax
      const name = String(key.value);
      if (entries.has(name)) this.#add(key, `the key ${JSON.stringify(name)} is given twice`, 'keep one of the two');
      else entries.set(name, { key, value });
    }
    this.#entries.set(map, entries);
  }

  #add(node: Node, message: string, advice: string): void {
    this.mistakes.push({ ...this.#place(...extent(node)), message, advice });
  }
}

/** Offsets of a node's first character and after its last; a block of several lines is shown by its first character. */
export function extent(node: unknown): [start: number, end: number] {
  const [start, end] = isNode(node) ? (node.range ?? [0, 1]) : [0, 1];
  return isCollection(node) && node.flow !== true ? [start, start + 1] : [start, end];
}
