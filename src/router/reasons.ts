/**
 * Why an endpoint was chosen, or none: a fixed list of texts, so that a decision allocates none. Each layer brings its own.
 */
import { layers } from './layers/registry.js';

/** A text of REASONS. */
export type Reason = string;

interface ReasonEntry {
  readonly text: Reason;
  /** Whether the request's own wish, or a healthy endpoint, could not be had. */
  readonly isFallback: boolean;
}

const chosen = (text: string): ReasonEntry => ({ text, isFallback: false });
const fallback = (text: string): ReasonEntry => ({ text, isFallback: true });

const BY_POLICY = 'chosen by the strategy';
const byPolicy = [
  chosen(BY_POLICY),
  chosen(`${BY_POLICY}: every healthy endpoint left is above the load threshold`),
  fallback(`${BY_POLICY} among degraded endpoints: no healthy one left has room`),
];

const entries = Object.values(layers);

/** Of one layer: met, at a degraded endpoint, something else, left to the policy since it could not be met. */
const byLayer = entries.map(({ reasons }) => [
  chosen(reasons.met),
  fallback(reasons.degraded),
  ...(reasons.otherwise ?? []).map(fallback),
  fallback(`${BY_POLICY}: ${reasons.unmet}`),
]);

/** A layer's choice after an earlier layer's wish could not be met. */
const afterUnmet = entries.map(({ reasons }, l) =>
  entries.slice(0, l).map((earlier) => fallback(`${reasons.met}: ${earlier.reasons.unmet}`)),
);

/** In the order of the negative answers. */
const ofNone = [
  'no endpoint has room',
  'no endpoint is healthy or degraded',
  'no model has quota left',
  'no endpoint meets the requirements of the request',
].map(chosen);

const all: readonly ReasonEntry[] = [...byPolicy, ...byLayer.flat(), ...afterUnmet.flat(), ...ofNone];

export const REASONS: readonly Reason[] = all.map(({ text }) => text);
export const IS_FALLBACK: readonly boolean[] = all.map(({ isFallback }) => isFallback);

/** From here on: reasons for choosing none. */
export const FIRST_OF_NONE = all.length - ofNone.length;

const firstOfLayer = byLayer.map((_, l) => byPolicy.length + byLayer.slice(0, l).flat().length);
const firstAfterUnmet = afterUnmet.map(
  (_, l) => byPolicy.length + byLayer.flat().length + afterUnmet.slice(0, l).flat().length,
);

/** @param tier of the endpoint that the policy chose @param unmet index of the first layer whose wish was not met, −1 for none */
export function reasonOfPolicy(tier: number, unmet: number): number {
  if (unmet >= 0) return firstOfLayer[unmet] + byLayer[unmet].length - 1;
  return tier >= 2 ? 2 : tier;
}

/** @param variant of the layer's choice @param unmet index of an earlier layer whose wish was not met, −1 for none */
export function reasonOfLayer(layer: number, variant: number, isDegraded: boolean, unmet: number): number {
  if (unmet >= 0) return firstAfterUnmet[layer] + unmet;
  if (variant > 0) return firstOfLayer[layer] + 1 + variant;
  return firstOfLayer[layer] + (isDegraded ? 1 : 0);
}

/** @param answer negative */
export function reasonOfNone(answer: number): number {
  return FIRST_OF_NONE - 1 - answer;
}
