import { abTest } from './ab-test.js';
import type { RouterOptions } from '../options.js';
import type { LayerEntry } from './layer.js';
import { preferredModel } from './preferred-model.js';
import { sessionAffinity } from './session-affinity.js';

/**
 * The only list of layers, in the order in which they are asked; the strategy's policy comes after them. A new one is a
 * file with its class and its entry, and a line here: reasons, statistics and explanations derive from it. Options of its own it declares in its file, and
 * `options.ts` takes them over.
 */
export const layers: Readonly<Record<string, LayerEntry<RouterOptions>>> = {
  preferred_model: preferredModel,
  session_affinity: sessionAffinity,
  ab_test: abTest,
};
