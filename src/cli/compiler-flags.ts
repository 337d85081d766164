import { setFlagsFromString } from 'node:v8';

/**
 * How much V8 may inline into one function: by default 920 bytes of bytecode in all and 460 of one callee, beside callees
 * of up to 27 bytes, which it always takes in. The path of a request through tank and router is longer, and made of short
 * functions, so that calls stay in the hot loop: with these the simulation of a strategy takes about a fifth less time
 * (docs/performance.md). They hold for the whole process, threads included; so it is the command line that sets them, and no
 * library.
 */
export const COMPILER_FLAGS = [
  '--max-inlined-bytecode-size-cumulative=4000',
  '--max-inlined-bytecode-size=1500',
  '--max-inlined-bytecode-size-small=100',
];

/**
 * Draws with optimisation of code switched off, which takes a third less time: the thousands of functions of vega each
 * run too few times to earn back what their optimised code costs. The flag holds for the whole process; nothing else
 * runs meanwhile.
 */
export async function withoutOptimising<Result>(draw: () => Promise<Result>): Promise<Result> {
  setFlagsFromString('--no-opt');
  try {
    return await draw();
  } finally {
    setFlagsFromString('--opt');
  }
}

/** To be called before the simulator has run. */
export function widenInlining(): void {
  for (const flag of COMPILER_FLAGS) setFlagsFromString(flag);
}
