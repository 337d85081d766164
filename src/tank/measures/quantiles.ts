/** Quantiles of a scenario where it gives none, in percent. */
export const DEFAULT_QUANTILES: readonly number[] = [50, 90, 95, 99, 99.9];

/** Digits without the point: with digits after it, two stand before it. @example quantileName(99.9) // 'p999', of 9.9 'p099' */
export function quantileName(percent: number): string {
  const [whole, after = ''] = String(percent).split('.');
  return `p${after === '' ? whole : whole.padStart(2, '0')}${after}`;
}

/** The quantile as a probability, without the rounding of a division. @example probability(99.9) // 0.999 */
export function probability(percent: number): number {
  return Number((percent / 100).toPrecision(12));
}

/** @returns the percentage that a name stands for, undefined where it is not the name of a quantile */
export function quantileOfName(name: string): number | undefined {
  if (!/^p\d{1,4}$/.test(name)) return undefined;
  const digits = name.slice(1);
  const percent = digits.length <= 2 ? Number(digits) : Number(`${digits.slice(0, 2)}.${digits.slice(2)}`);
  return quantileName(percent) === name ? percent : undefined;
}
