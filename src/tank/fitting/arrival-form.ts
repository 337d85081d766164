import { arrivalSchema, type ArrivalSpec } from '../traffic/index.js';
import { quoted } from '../../core/input/index.js';
import { rounded } from './fit-lengths.js';

/** An arrival process as a scenario writes it, its rate multiplied by `scale`. */
export function arrivalForm(spec: ArrivalSpec, scale: number): Record<string, unknown> {
  const rate = (perS: number) => `${decimal(perS * scale)}/s`;
  const time = (ms: number) => `${decimal(ms / 1000)}s`;
  switch (spec.kind) {
    case 'gamma':
      return { kind: spec.kind, rate: rate(spec.rate), cv: rounded(spec.cv) };
    case 'weibull':
      return { kind: spec.kind, rate: rate(spec.rate), shape: rounded(spec.shape) };
    case 'modulated_poisson': {
      const state = ({ rate: perS, length }: typeof spec.burst) => ({ rate: rate(perS), length: time(length) });
      return { kind: spec.kind, burst: state(spec.burst), lull: state(spec.lull) };
    }
    case 'cox':
      return {
        kind: spec.kind,
        rate: rate(spec.rate),
        rate_cv: rounded(spec.rate_cv),
        time_constant: time(spec.time_constant),
        gap_cv: rounded(spec.gap_cv),
      };
    case 'poisson':
    case 'deterministic':
      return { kind: spec.kind, rate: rate(spec.rate) };
    default:
      throw new Error(`no ${spec.kind} arrivals are fitted`);
  }
}

/** @returns why no scenario can have such arrivals, undefined when it can */
export function refusalOf(spec: ArrivalSpec, scale: number): string | undefined {
  const form = arrivalForm(spec, scale);
  const { error } = arrivalSchema().safeParse(form);
  if (error === undefined) return undefined;
  const [{ path, message }] = error.issues;
  const found = path.reduce<unknown>((part, key) => (part as Record<PropertyKey, unknown>)[key], form);
  const value = typeof found === 'object' ? 'have these values' : `be ${quoted(found)}`;
  return `its ${path.join('.')} cannot ${value}, ${message}`;
}

/** Four significant digits; numbers with a unit have no exponent. */
function decimal(value: number): string {
  return value.toLocaleString('en-US', { maximumSignificantDigits: 4, useGrouping: false });
}
