import { type Mistake, type Path, wrongKey } from '../../core/input/index.js';
import { CAPABILITY_LIMIT } from '../index.js';

/** What a request requires is one bit mask. */
export function capabilityMistakes(
  models: readonly { readonly capabilities?: readonly string[] | undefined }[],
  path: Path,
): Mistake[] {
  const { size } = new Set(models.flatMap(({ capabilities }) => capabilities ?? []));
  if (size <= CAPABILITY_LIMIT) return [];
  const advice = `expected at most ${CAPABILITY_LIMIT} over all models`;
  return [wrongKey(path, `the fleet has ${size} different capabilities`, advice)];
}
