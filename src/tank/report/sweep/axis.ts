import type { Sweep } from '../../results/index.js';

type Factor = Sweep['factors'][number];

/** A factor as an axis. */
export interface Axis {
  readonly path: string;
  /** The end of the path, for where there is little room. */
  readonly short: string;
  /** The same with the unit of its values. */
  readonly title: string;
  /** Whether its values are numbers, with one unit or none. */
  readonly isNumeric: boolean;
}

export function axisOf({ path, values }: Factor): Axis {
  const parts = values.map(numberOf);
  const units = new Set(parts.map((part) => part?.unit));
  const isNumeric = parts.every((part) => part !== undefined) && units.size === 1;
  const unit = isNumeric ? (parts[0]?.unit ?? '') : '';
  const short = path.split('.').slice(-2).join('.');
  return { path, short, title: unit === '' ? short : `${short}, ${unit}`, isNumeric };
}

/** @returns the number that a value is or begins with, and its unit; undefined where there is none */
export function numberOf(value: unknown): { readonly number: number; readonly unit: string } | undefined {
  if (typeof value === 'number') return { number: value, unit: '' };
  const match = typeof value === 'string' ? /^([+-]?[\d.]+(?:e[+-]?\d+)?)\s*(\D*)$/i.exec(value) : null;
  return match === null ? undefined : { number: Number(match[1]), unit: match[2] };
}

/** A value of a factor as text; what a program made is called by its name, or an object. */
export function valueText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (!hasCode(value)) return JSON.stringify(value);
  const name = typeof value === 'object' && value !== null && 'name' in value ? value.name : undefined;
  return typeof name === 'string' ? name : 'object';
}

/** Whether it has functions: a policy, or arrivals. */
function hasCode(value: unknown): boolean {
  if (typeof value === 'function') return true;
  return typeof value === 'object' && value !== null && ('create' in value || Object.values(value).some(hasCode));
}
