import type { Trace } from '../../trace/index.js';
import { UNIT_NAMES } from './time-column.js';
import type { TimesRead, TimeUnit } from './trace-format.js';

/**
 * Mean rates beyond which times are looked at twice: read as milliseconds, those of seconds make a trace 1,000 times as
 * fast, and the reverse. No recorded trace of a known format has more than 75 requests/s; slower ones are rare.
 */
const FAST_PER_S = 100;
const SLOW_PER_S = 0.02;

/** Fewest requests that have a rate. */
const LEAST_REQUESTS = 10;

/** @returns what to do where times look as if they were of another unit, undefined where they do not or it was said */
export function unitHint({ requestCount, arrivalMs }: Trace, time: TimesRead): string | undefined {
  const { name, unit, isGiven, hasNumbers } = time;
  const spanMs = arrivalMs[requestCount - 1] - arrivalMs[0];
  if (isGiven || !hasNumbers || unit === undefined || requestCount < LEAST_REQUESTS || spanMs === 0) return undefined;
  const perS = (1000 * (requestCount - 1)) / spanMs;
  const other = otherUnit(unit, perS);
  if (other === undefined) return undefined;
  const otherPerS = unit === 'ms' ? perS / 1000 : 1000 * perS;
  return (
    `${name} was read as ${UNIT_NAMES[unit]}, which makes ${shown(perS)} requests/s; as ${UNIT_NAMES[other]} it would be ` +
    `${shown(otherPerS)}: set --time-unit ${other}, or time_unit: ${other} in the trace of a scenario; ` +
    `if ${UNIT_NAMES[unit]} are right, set --time-unit ${unit}`
  );
}

function otherUnit(unit: TimeUnit, perS: number): TimeUnit | undefined {
  if (unit === 'ms' && perS > FAST_PER_S) return 's';
  return unit === 's' && perS < SLOW_PER_S ? 'ms' : undefined;
}

/** Three significant digits. */
function shown(value: number): string {
  return value.toLocaleString('en-US', { maximumSignificantDigits: 3 });
}
