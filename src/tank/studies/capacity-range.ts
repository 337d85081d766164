import { InputError } from '../../core/index.js';
import type { Sought } from '../results/index.js';

/** What a search varies, and between which values. */
export interface CapacityRange {
  readonly path: string;
  /** What follows the numbers. @example '/s' */
  readonly unit: string;
  /** Whether only whole numbers count. */
  readonly isWhole: boolean;
  readonly sought: Sought;
  readonly from: number;
  readonly to: number;
  /** The value in the scenario, from which the search goes both ways; undefined where the range was given. */
  readonly start: number | undefined;
}

/** Where the load comes from in most scenarios. */
export const USUAL_PATH = 'workload.arrivals.rate';

const NUMBER = /^(\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?/i;

/** What a key says of itself: whether more of it is more load or more room, and whether it is counted. */
const KEYS: Readonly<Partial<Record<string, { readonly sought: Sought; readonly isWhole: boolean }>>> = {
  rate: { sought: 'highest', isWhole: false },
  count: { sought: 'highest', isWhole: true },
  replicas: { sought: 'lowest', isWhole: true },
  max_concurrent: { sought: 'lowest', isWhole: true },
  speed: { sought: 'lowest', isWhole: false },
};

/** Doublings or halvings from the value in the scenario. */
const STEPS = 6;

/** What is varied, as it is typed. */
export interface Vary {
  /** `PATH`, or `PATH=from..to`. */
  readonly vary: string;
  /** Whether more of it is more load, so that the most is sought, or more room. Default: as its last key says, else `highest`. */
  readonly seek?: Sought | undefined;
}

/**
 * The range of `PATH` or `PATH=from..to` as it is typed. Of a path alone it is 64 times less to 64 times more than the
 * scenario has, as far as a scenario may have it.
 * @param written the value of the path in the scenario, where there is one
 * @throws InputError where it is no range of positive numbers
 */
export function capacityRange({ vary, seek }: Vary, written: (path: string) => unknown): CapacityRange {
  checkVary(vary, seek);
  const [path, ...rest] = vary.split('=').map((part) => part.trim());
  if (MEASURED_BY.includes(path.split('.')[0])) {
    const advice = `expected a path of load or room, such as ${usualPath(written)}`;
    throw new InputError([{ message: `--vary ${path}: the answer is measured by it`, advice }]);
  }
  const key = KEYS[path.split('.').at(-1) ?? ''];
  const sought = seek ?? key?.sought ?? 'highest';
  if (rest.length > 0) return { ...givenRange(path, rest.join('='), key?.isWhole), sought };
  const found = numberWithUnit(written(path));
  if (found === undefined) {
    const message = `--vary ${path}: there is no number in the scenario to start from`;
    throw new InputError([{ message, advice: `expected a path with a number, such as ${usualPath(written)}` }]);
  }
  if (key === undefined) {
    const message = `--vary ${path}: it is not known what it means`;
    throw new InputError([{ message, advice: `expected a range, such as ${path}=1..64` }]);
  }
  const { number: start, unit } = found;
  const { isWhole } = key;
  const [least, most] = [start / 2 ** STEPS, start * 2 ** STEPS];
  return { path, unit, isWhole, sought, start, from: isWhole ? Math.max(1, Math.ceil(least)) : least, to: most };
}

/** Keys that say how an answer is measured, and what is asked of it. */
const MEASURED_BY = 'slo seed replications warm_up quantiles compare baseline precision select sweep'.split(' ');

/** From TypeScript anything may come. */
function checkVary(vary: unknown, seek: unknown): void {
  if (typeof vary !== 'string') {
    const message = `vary cannot be ${JSON.stringify(vary)}`;
    throw new InputError([{ message, advice: `expected PATH or PATH=from..to, such as ${USUAL_PATH}=20/s..60/s` }]);
  }
  if (seek !== undefined && seek !== 'highest' && seek !== 'lowest') {
    const message = `seek cannot be ${JSON.stringify(seek)}`;
    throw new InputError([{ message, advice: 'expected highest or lowest' }]);
  }
}

/** What most people would vary in a scenario. */
function usualPath(written: (path: string) => unknown): string {
  if (written('workload.trace') !== undefined) return 'workload.trace.speed_up=0.5..4';
  return written('workload.users') === undefined ? `${USUAL_PATH}=20/s..60/s` : 'workload.users.count';
}

function givenRange(path: string, text: string, isCounted: boolean | undefined): Omit<CapacityRange, 'sought'> {
  const mistake = (what: string) => {
    const advice = 'expected PATH=from..to with positive numbers, such as workload.arrivals.rate=20/s..60/s';
    return new InputError([{ message: `--vary ${path}=${text.trim()}: ${what}`, advice }]);
  };
  const ends = text.split('..').map((end) => numberWithUnit(end.trim()));
  const [low, high] = ends;
  if (ends.length !== 2 || low === undefined || high === undefined) throw mistake('it is no range');
  if (low.unit !== '' && low.unit !== high.unit) throw mistake('it has two units, and one is expected');
  if (!(low.number > 0 && low.number < high.number)) throw mistake('it does not go from less to more');
  const isWhole = isCounted ?? (high.unit === '' && Number.isInteger(low.number) && Number.isInteger(high.number));
  if (isWhole && !(Number.isInteger(low.number) && Number.isInteger(high.number)))
    throw mistake('it has to go from one whole number to another');
  return { path, unit: high.unit, isWhole, from: low.number, to: high.number, start: undefined };
}

/** @returns undefined where it is no number above 0, with or without a unit */
function numberWithUnit(value: unknown): { readonly number: number; readonly unit: string } | undefined {
  const text = typeof value === 'number' || typeof value === 'string' ? String(value) : '';
  const match = NUMBER.exec(text);
  if (match === null || !(Number(match[0]) > 0)) return undefined;
  return { number: Number(match[0]), unit: text.slice(match[0].length).trim() };
}

/** A number of the range as a scenario has it. */
export function valueAt({ unit }: CapacityRange, number: number): number | string {
  return unit === '' ? number : `${number}${unit}`;
}
