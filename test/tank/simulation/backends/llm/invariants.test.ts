import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { EngineConfig } from '../../../../../src/tank/simulation/backends/llm/engine-types.js';
import { runs } from '../../../../support/runs.js';
import { EIGHT_MS, pathsOf, type Request, runFleet, type Script } from './fleet.js';

const COSTS = [
  EIGHT_MS,
  { t0: 8, a: 1 / 32, b: 1 / 64, g2: 1 / 32, n0: 20, c: 1 / 1024, f: 1 / 4096 },
  { t0: 10.25, a: 0.0479, b: 0.0446, g2: 0.011, n0: 13, c: 0.00003, f: 0.00008 },
];

const someConfig = fc
  .record({
    cost: fc.constantFrom(...COSTS),
    maxSequences: fc.integer({ min: 1, max: 8 }),
    spareTokens: fc.nat(52),
    blocks: fc.integer({ min: 4, max: 40 }),
    admissionLag: fc.constantFrom(0 as const, 1 as const),
    admission: fc.constantFrom('whole_prompt' as const, 'first_chunk' as const),
    prefixCaching: fc.boolean(),
  })
  .map(({ spareTokens, blocks, ...rest }): EngineConfig => ({
    ...rest,
    blockTokens: 16,
    blockCount: blocks + 1,
    maxBatchTokens: rest.maxSequences + spareTokens,
  }));

/** Times fall on boundaries of the lattice now and then. */
const someTimeMs = fc.nat(80).map((n) => n * 4);

const someScript = fc
  .array(
    fc.record({
      engine: fc.nat(1),
      prompt: fc.integer({ min: 1, max: 70 }),
      output: fc.integer({ min: 1, max: 40 }),
      atMs: someTimeMs,
      follows: fc.boolean(),
      session: fc.nat(3),
      cancelMs: fc.option(someTimeMs, { freq: 4 }),
      isTimeout: fc.boolean(),
    }),
    { minLength: 1, maxLength: 30 },
  )
  .map((items): Script => {
    const requests = items.map(({ engine, prompt, output, atMs, follows }, n): Request => {
      const isCaused = follows && n > 0;
      return { engine, prompt, output, atMs: isCaused ? atMs % 3 : atMs, ...(isCaused ? { after: n - 1 } : {}) };
    });
    const cancels = items.flatMap(({ cancelMs, isTimeout, follows }, request) =>
      cancelMs === null || follows ? [] : [{ request, atMs: cancelMs, isTimeout }],
    );
    const paths = pathsOf(
      items.map(({ session, prompt, output }) => {
        const full = (prompt + output) >> 4;
        const shared = Math.min(prompt >> 4, 1); // a system prompt of one block
        return shared === 0 ? [[9, 0], [20 + session, full]] : [[9, 1], [session, full - 1]]; // prettier-ignore
      }),
    );
    const speeds = [{ engine: 0, speed: 1.5, atMs: 100 }, { engine: 1, speed: 0.5, atMs: 40 }]; // prettier-ignore
    return { requests, cancels, paths, speeds };
  });

test('every request ends once, tokens come in order, and blocks are in use only as far as there are any', () => {
  fc.assert(
    fc.property(someConfig, someScript, (config, script) => {
      const readsMs = Array.from({ length: 100 }, (_, n) => 5 * n);
      const { log, reads, engines, counts } = runFleet(config, 2, { ...script, readsMs });
      const impossible = reads.flatMap((line) => line.split(' ')).filter((read) => !isPossible(read, config));
      expect(impossible).toEqual([]);
      for (const engine of engines) {
        expect(engine.nextMs).toBe(Infinity);
        expect(engine.read(1e9)).toEqual({ running: 0, waiting: 0, usedBlocks: 0 });
      }
      const completed = new Set(log.filter(({ what }) => what === 'completed').map(({ request }) => request));
      script.requests.forEach(({ prompt, output, after }, request) => {
        const told = log.filter((entry) => entry.request === request);
        const kinds = told.map(({ what }) => what).filter((what) => what !== 'preempted');
        if (prompt + output - 1 > (config.blockCount - 1) * 16) {
          expect(kinds).toEqual(after === undefined || completed.has(after) ? ['refused'] : []);
        } else if (completed.has(request)) {
          expect(kinds).toEqual(['scheduled', 'first', 'completed']);
          expect(told[told.length - 1].atMs - told[0].atMs).toBeGreaterThan(0);
        } else {
          const isCancelled = script.cancels?.some((cancel) => cancel.request === request) === true;
          expect(isCancelled || (after !== undefined && !completed.has(after))).toBe(true);
        }
      });
      const preempted = log.filter(({ what }) => what === 'preempted').length;
      expect(counts[0].preemptions + counts[1].preemptions).toBe(preempted);
      expect(log.every(({ atMs }, n) => n === 0 || log[n - 1].atMs <= atMs)).toBe(true);
    }),
    runs(5000, 250),
  );
});

function isPossible(read: string, config: EngineConfig): boolean {
  const [running, waiting, used] = read.split('/').map(Number);
  return running <= config.maxSequences && waiting >= 0 && used >= 0 && used < config.blockCount;
}
