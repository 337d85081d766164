import type { Tolerance } from '../../plan/index.js';
import type { Judgement } from './judge-measure.js';

/** What the gate found of one scenario, or of the speed: plain data that every form of output is made from. */
export interface GateCheck {
  readonly name: string;
  /** As the user named it. */
  readonly file: string;
  /** Line of the file at which a strategy begins, by its name. */
  readonly lines: ReadonlyMap<string, number>;
  readonly judged: readonly JudgedMeasure[];
  /** Numbers that were compared, judged or not, and those of them that are not equal to the last digit. */
  readonly numbers: { readonly compared: number; readonly changed: number };
  /** What a reader must know of the judgments. */
  readonly notes: readonly string[];
  /** What to do where something got worse. */
  readonly advice: string;
}

export interface JudgedMeasure extends Judgement {
  readonly strategy: string;
  readonly measure: string;
  readonly better: 'lower' | 'higher';
  readonly tolerance: Tolerance;
  /** The interval of the value now, where it has one. */
  readonly range?: readonly [low: number, high: number];
}

export function regressions({ judged }: GateCheck): readonly JudgedMeasure[] {
  return judged.filter(({ outcome }) => outcome === 'worse');
}
