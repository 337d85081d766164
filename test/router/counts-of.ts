/** How often each of `count` endpoints was chosen. */
export function countsOf(endpoints: readonly number[], count: number): number[] {
  const counts = new Array<number>(count).fill(0);
  for (const endpoint of endpoints) counts[endpoint]++;
  return counts;
}
