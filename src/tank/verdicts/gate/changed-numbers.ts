/** Numbers of a document, and those of them that another one has not, to the last digit. What only the other has is new. */
export function changedNumbers(before: unknown, now: unknown): { compared: number; changed: number } {
  if (typeof before === 'number') return { compared: 1, changed: before === now ? 0 : 1 };
  if (typeof before !== 'object' || before === null) return { compared: 0, changed: 0 };
  const others = (typeof now === 'object' && now !== null ? now : {}) as Record<string, unknown>;
  let compared = 0;
  let changed = 0;
  for (const [key, value] of Object.entries(before)) {
    const inside = changedNumbers(value, others[key]);
    compared += inside.compared;
    changed += inside.changed;
  }
  return { compared, changed };
}
