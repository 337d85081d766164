import type { Tolerance } from '../../plan/index.js';
import type { GateCheck } from './gate-check.js';
import { judgeMeasure } from './judge-measure.js';

/** A row of `npm run bench -- --json FILE`. */
export interface SpeedRow {
  readonly name: string;
  readonly unit: string;
  readonly value: number;
}

/** Unit of rows that mean the same on every machine: two durations of one run, divided. */
const RATIO = 'ratio';

/** Holds ratios of durations against those of another run; what was measured in time of one machine is not judged. */
export function judgeSpeed(
  before: readonly SpeedRow[],
  now: readonly SpeedRow[],
  tolerance: Tolerance,
): Pick<GateCheck, 'judged' | 'numbers' | 'notes'> {
  const ratios = (rows: readonly SpeedRow[]) =>
    new Map(rows.filter(({ unit }) => unit === RATIO).map(({ name, value }) => [name, value]));
  const [had, has] = [ratios(before), ratios(now)];
  const judged = [...had].flatMap(([name, value]) => {
    const found = has.get(name);
    if (found === undefined) return [];
    const better = name.endsWith('_times_ours') ? ('higher' as const) : ('lower' as const);
    const judgement = judgeMeasure(single(value), single(found), better, tolerance, 0.95);
    return [{ strategy: 'bench', measure: name, better, tolerance, ...judgement }];
  });
  const leftOut = [...had.keys()].filter((name) => !has.has(name));
  const fresh = [...has.keys()].filter((name) => !had.has(name));
  const inTime = now.length - has.size;
  return {
    judged,
    numbers: { compared: judged.length, changed: judged.filter(({ outcome }) => outcome !== 'equal').length },
    notes: [
      ...(inTime === 0 ? [] : [`${inTime} rows are not ratios and are not judged: they depend on machine and time`]),
      ...(leftOut.length === 0 ? [] : [`not measured this time, not judged: ${leftOut.join(', ')}`]),
      ...(fresh.length === 0 ? [] : [`not measured before, not judged: ${fresh.join(', ')}`]),
    ],
  };
}

function single(value: number) {
  return { pooled: value, replications: [value] };
}
