import { type Mistake, type Path, wrongKey } from '../../core/input/index.js';
import { CAPABILITY_LIMIT, capabilityLevels, type ModelConfig } from '../index.js';

/** What a request requires is one bit mask. */
export function capabilityMistakes(
  models: readonly { readonly capabilities?: ModelConfig['capabilities'] | undefined }[],
  path: Path,
): Mistake[] {
  const { size } = new Set(models.flatMap(({ capabilities }) => [...capabilityLevels(capabilities).keys()]));
  if (size <= CAPABILITY_LIMIT) return [];
  const advice = `expected at most ${CAPABILITY_LIMIT} over all models`;
  return [wrongKey(path, `the fleet has ${size} different capabilities`, advice)];
}
