/** A block of KV cache. */
export interface Block {
  /** How many running sequences hold it. */
  users: number;
  /** What is in it, where others can find that: it is resident. */
  content: string | undefined;
}

/**
 * The blocks of an engine, one object each: held by sequences; free; or evictable, which is resident but held by nobody.
 * Least recently released goes first. For reading, not for speed (ENGINE-RULES §1, rules 7 to 11).
 */
export class ReferenceBlocks {
  readonly #free: Block[] = [];
  /** The next to be evicted first. */
  readonly #evictable: Block[] = [];
  readonly #resident = new Map<string, Block>();
  readonly #count: number;
  #replacedCount = 0;

  constructor(count: number) {
    this.#count = count;
    for (let i = 0; i < count; i++) this.#free.push({ users: 0, content: undefined });
  }

  /** F of the rules: what can be taken. */
  get availableCount(): number {
    return this.#free.length + this.#evictable.length;
  }

  get usedCount(): number {
    return this.#count - this.availableCount;
  }

  /** How many own copies have made room for a resident block. */
  get replacedCount(): number {
    return this.#replacedCount;
  }

  /** @returns the resident blocks among these contents, up to the first that is not */
  leading(contents: readonly string[]): Block[] {
    const found: Block[] = [];
    for (const content of contents) {
      const block = this.#resident.get(content);
      if (block === undefined) break;
      found.push(block);
    }
    return found;
  }

  /** Holds a resident block. */
  hold(block: Block): void {
    if (block.users === 0) remove(this.#evictable, block);
    block.users++;
  }

  /** @returns a block without content, held by the caller: a free one, else the oldest evictable one */
  take(): Block {
    const block = this.#free.pop() ?? this.#evictable.shift();
    if (block === undefined) throw new Error('a block was taken where none is available');
    if (block.content !== undefined) this.#resident.delete(block.content);
    block.content = undefined;
    block.users = 1;
    return block;
  }

  /**
   * A held block is full: others can find it from now on. Where its content is resident already, that block takes its place
   * and the own copy is free (rule 11).
   * @returns the block to hold
   */
  publish(block: Block, content: string): Block {
    const resident = this.#resident.get(content);
    if (resident === block) return block;
    if (block.content !== undefined) throw new Error(`a block of ${block.content} is to become ${content}`);
    if (resident === undefined) {
      block.content = content;
      this.#resident.set(content, block);
      return block;
    }
    this.hold(resident);
    this.#letGo(block);
    this.#replacedCount++;
    return resident;
  }

  /** Lets go of a sequence's blocks, the highest first, so that of these the beginning stays longest. */
  release(blocks: readonly Block[]): void {
    for (const block of blocks.toReversed()) this.#letGo(block);
  }

  #letGo(block: Block): void {
    if (block.users < 1) throw new Error('a block that nobody holds was released');
    block.users--;
    if (block.users > 0) return;
    if (block.content === undefined) this.#free.push(block);
    else this.#evictable.push(block);
  }
}

/** Takes an element out of a list that has it. */
export function remove<T>(list: T[], element: T): void {
  const place = list.indexOf(element);
  if (place < 0) throw new Error('what is to be removed is not in the list');
  list.splice(place, 1);
}
