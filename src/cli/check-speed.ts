import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { InputError } from '../core/index.js';
import { type GateCheck, judgeSpeed, type SpeedRow } from '../tank/verdicts/index.js';
import { type Io, pathIn } from './io.js';

const rowsSchema = z.array(z.object({ name: z.string(), unit: z.string(), value: z.number() }));

/** @throws InputError when one of the files is not what `npm run bench -- --json` writes */
export async function checkSpeed(
  io: Io,
  { speed, speedBaseline }: { readonly speed: string; readonly speedBaseline: string },
  share: number,
): Promise<GateCheck> {
  const advice =
    'What to do: measure again on a quiet machine; if the loss remains, find its cause, or replace the file of --speed-baseline and say why.';
  const found = judgeSpeed(await readRows(io, speedBaseline), await readRows(io, speed), { share });
  if (found.judged.length === 0) {
    const message = `nothing to compare: it has none of the rows of ${speedBaseline} with the unit ratio`;
    throw new InputError([{ file: speed, message, advice: 'expected the rows of two runs of the same benches' }]);
  }
  return { name: 'speed', file: speed, lines: new Map(), ...found, advice };
}

async function readRows(io: Io, file: string): Promise<readonly SpeedRow[]> {
  const advice = 'expected rows as  npm run bench -- --json FILE  writes them: [{ name, unit, value }]';
  try {
    const rows = rowsSchema.safeParse(JSON.parse(await readFile(pathIn(io, file), 'utf8')));
    if (rows.success) return rows.data;
  } catch (error) {
    if (!(error instanceof SyntaxError)) {
      throw new InputError([{ file, message: error instanceof Error ? error.message : String(error), advice }]);
    }
  }
  throw new InputError([{ file, message: 'these are not rows of a bench', advice }]);
}
