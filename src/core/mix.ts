/**
 * Spreads the bits of two words over one: equal input, equal output; inputs that differ in one bit differ in half of
 * the output's bits. For hash tables and splits by key, not against an adversary.
 * Source: finaliser of MurmurHash3 (Appleby), twice.
 * @returns a signed integer
 */
export function mix32(a: number, b: number): number {
  return finalise(finalise(a) + b);
}

function finalise(word: number): number {
  let h = word;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
