/** Sums of weights, for draws in proportion to them: a place is drawn by `placeOf(sums, u × last sum)`. */
export function cumulative(count: number, weightOf: (place: number) => number): Float64Array {
  const sums = new Float64Array(count);
  let sum = 0;
  for (let place = 0; place < count; place++) {
    sum += weightOf(place);
    sums[place] = sum;
  }
  return sums;
}

/**
 * The first place from `low` to `high` whose sum is above `value`, the last one if none is; a place without weight is
 * never found. Cost: O(log n).
 */
export function placeOf(sums: Float64Array, value: number, low = 0, high = sums.length - 1): number {
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sums[middle] > value) high = middle;
    else low = middle + 1;
  }
  return low;
}
