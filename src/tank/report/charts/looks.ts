import type { Summary } from '../../results/index.js';
import { rankedStrategies } from '../ranking.js';
import { type Look, MOST_COLOURED } from './theme.js';

/**
 * How the strategies of a run look, the best first. Colours and marks go by their place in the scenario; of more than there
 * are colours only the leader and the baseline have one, and a page lets others be chosen.
 */
export function looksOf(summary: Summary): readonly Look[] {
  const ranked = rankedStrategies(summary);
  const areMany = ranked.length > MOST_COLOURED;
  return ranked.map(({ strategy: { name, place }, isBaseline }, rank) => ({
    name,
    place,
    isMuted: areMany && rank > 0 && !isBaseline,
  }));
}

/** Values of those in the background first, so that the others are drawn over them. */
export function inDrawingOrder<Value extends { readonly name: string }>(
  values: readonly Value[],
  looks: readonly Look[],
): readonly Value[] {
  const depth = new Map(looks.map(({ name, isMuted }, rank) => [name, (isMuted ? looks.length : 0) + rank]));
  return [...values].sort((a, b) => (depth.get(b.name) ?? 0) - (depth.get(a.name) ?? 0));
}
