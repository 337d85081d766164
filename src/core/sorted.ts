/** Bounds in what ascends, by halving. Cost: O(log n). */

/** @returns how many are less than `value`, of those before `high` when the first `low` are known to be: the index of the first of at least it */
export function lowerBound(ascending: ArrayLike<number>, value: number, low = 0, high = ascending.length): number {
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** @returns how many are at most `value`, of those before `high` when the first `low` are known to be: the index of the first above it */
export function upperBound(ascending: ArrayLike<number>, value: number, low = 0, high = ascending.length): number {
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle] <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}
