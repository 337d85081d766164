import fc from 'fast-check';
import { expect, test } from 'vitest';
import { KvBlocks } from '../../../../../src/tank/simulation/backends/llm/kv-blocks.js';
import { runs } from '../../../../support/runs.js';
import { pathsOf } from './fleet.js';

/** Blocks one by one: users of each resident block, and the unused ones in the order of use. */
class BlockLru {
  free: number;
  readonly users = new Map<string, number>();
  unused: string[] = [];

  constructor(blocks: number) {
    this.free = blocks;
  }

  get available(): number {
    return this.free + this.unused.length;
  }

  take(count: number): void {
    for (let n = 0; n < count; n++) {
      if (this.free > 0) {
        this.free--;
      } else {
        this.users.delete(this.unused[0]);
        this.unused.shift();
      }
    }
  }

  hits(path: readonly string[], most: number): string[] {
    const missing = path.findIndex((block) => !this.users.has(block));
    return path.slice(0, Math.min(most, missing < 0 ? path.length : missing));
  }

  /** @returns whether it was resident */
  use(block: string): boolean {
    const users = this.users.get(block);
    this.users.set(block, (users ?? 0) + 1);
    this.unused = this.unused.filter((other) => other !== block);
    return users !== undefined;
  }

  fill(blocks: readonly string[]): void {
    for (const block of blocks) if (this.use(block)) this.free++;
  }

  leave(blocks: readonly string[]): void {
    for (const block of [...blocks].reverse()) {
      const users = (this.users.get(block) ?? 0) - 1;
      this.users.set(block, users);
      if (users === 0) this.unused.push(block);
    }
  }
}

/** Requests of three sessions with a shared run of 3 blocks, and one with a path of three runs. */
const RUNS: readonly (readonly (readonly [number, number])[])[] = [
  ...[10, 10, 10, 11, 11, 12].map((session) => [[5, 3] as const, [session, 8] as const]),
  [[20, 8]],
  [[5, 3], [6, 2], [21, 7]], // prettier-ignore
  [[5, 3], [6, 2], [22, 7]], // prettier-ignore
];
const PATHS = RUNS.map((path) =>
  path.flatMap(([run, blocks]) => Array.from({ length: blocks }, (_, n) => `${run}:${n}`)),
);

test('runs with one counter are an LRU of blocks', () => {
  const action = fc.record({ request: fc.nat(RUNS.length - 1), more: fc.nat(5), kept: fc.nat(5), isEnd: fc.boolean() });
  fc.assert(
    fc.property(fc.integer({ min: 3, max: 30 }), fc.array(action, { maxLength: 120 }), (count, actions) => {
      const blocks = new KvBlocks(count, 16, pathsOf(RUNS));
      const model = new BlockLru(count);
      const held = new Map<number, number>();
      const all = new Map<number, number>();
      for (const { request, more, kept, isEnd } of actions) {
        const path = PATHS[request];
        const before = held.get(request);
        const total = all.get(request) ?? 0;
        if (before === undefined) {
          const found = model.hits(path, more + 3);
          blocks.lookUp(request, more + 3);
          expect(blocks.hits).toBe(found.length);
          expect(blocks.unusedHits).toBe(found.filter((block) => model.unused.includes(block)).length);
          blocks.hold(request, found.length);
          found.forEach((block) => model.use(block));
          held.set(request, found.length);
          all.set(request, found.length);
        } else if (isEnd) {
          const keeps = Math.min(before + kept, total, path.length);
          blocks.release(request, before, 16 * total, 16 * keeps);
          model.fill(path.slice(before, keeps));
          model.free += total - keeps;
          model.leave(path.slice(0, keeps));
          held.delete(request);
          all.delete(request);
        } else {
          const taken = Math.min(more, model.available);
          blocks.take(taken);
          model.take(taken);
          const full = Math.min(Math.max(before, total + taken - kept), path.length);
          expect(blocks.fill(request, before, 16 * full + 15)).toBe(full);
          model.fill(path.slice(before, full));
          held.set(request, full);
          all.set(request, total + taken);
        }
        expect(blocks.available).toBe(model.available);
        for (let other = 0; other < PATHS.length; other++) {
          blocks.lookUp(other, 12);
          expect(blocks.hits).toBe(model.hits(PATHS[other], 12).length);
        }
      }
    }),
    runs(1000, 200),
  );
});

test('without paths nothing is found or kept', () => {
  const blocks = new KvBlocks(10, 16, undefined);
  blocks.lookUp(0, 5);
  expect([blocks.hits, blocks.unusedHits]).toEqual([0, 0]);
  blocks.take(7);
  expect(blocks.fill(0, 0, 96)).toBe(0);
  expect(blocks.available).toBe(3);
  blocks.release(0, 0, 100, 96);
  expect(blocks.available).toBe(10);
});
