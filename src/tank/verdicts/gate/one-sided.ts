import type { Baseline } from '../../results/index.js';

/** What is in a run and not in its baseline, and the reverse, in words: none of it is judged. */
export function oneSided(before: Baseline, now: Baseline): readonly string[] {
  return [
    ...told('strategies', namesOf(before), namesOf(now), 'run'),
    ...told('measures', before.gated, now.gated, 'judged'),
  ];
}

function namesOf({ summary }: Baseline): readonly string[] {
  return summary.strategies.map(({ name }) => name);
}

function told(what: string, had: readonly string[], has: readonly string[], done: string): string[] {
  const fresh = has.filter((name) => !had.includes(name));
  const gone = had.filter((name) => !has.includes(name));
  return [
    ...(fresh.length === 0 ? [] : [`${what} that are not in the baseline: ${fresh.join(', ')}`]),
    ...(gone.length === 0 ? [] : [`${what} of the baseline that are no longer ${done}: ${gone.join(', ')}`]),
  ];
}
