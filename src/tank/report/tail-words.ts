import type { ClassSummary, ModelSummary, StrategySummary, Summary } from '../results/index.js';
import { formatShare } from './numbers.js';
import { rankedStrategies } from './ranking.js';

/** Part of the traffic or of the fleet, with its shares. */
interface Share {
  readonly name: string;
  readonly ofTail: number;
  readonly ofAll: number;
}

/** Who makes the tail, in sentences: of the best strategy, of the baseline and of the one with the longest tail. */
export function tailInWords(summary: Summary): readonly string[] {
  const ranked = rankedStrategies(summary);
  const told = [ranked[0], ranked.find(({ isBaseline }) => isBaseline), ranked.at(-1)].flatMap((each) => each ?? []);
  return [...new Set(told.map(({ strategy }) => strategy))].flatMap((strategy) => [
    ...sentence(strategy.name, 'model', modelShares(strategy)),
    ...sentence(strategy.name, 'class', classShares(strategy)),
  ]);
}

function sentence(strategy: string, kind: string, shares: readonly Share[]): string[] {
  if (shares.length === 0) return [];
  const [most] = [...shares].sort((a, b) => b.ofTail - a.ofTail);
  const beside = kind === 'model' ? 'served' : 'is';
  return [
    `${strategy}: ${kind} ${most.name} ${beside} ${formatShare(most.ofTail)} of the slowest 1 % of the requests, and ${formatShare(most.ofAll)} of all.`,
  ];
}

function modelShares({ models }: StrategySummary): readonly Share[] {
  return sharesOf(
    models,
    ({ id }) => id,
    ({ requests }) => requests,
  );
}

function classShares({ classes = [] }: StrategySummary): readonly Share[] {
  return sharesOf(
    classes,
    ({ name }) => name,
    ({ requests }) => requests.completed,
  );
}

function sharesOf<Part extends ClassSummary | ModelSummary>(
  parts: readonly Part[],
  nameOf: (part: Part) => string,
  countOf: (part: Part) => number,
): readonly Share[] {
  const total = parts.reduce((sum, part) => sum + countOf(part), 0);
  return parts.flatMap((part) =>
    part.tail_share === undefined || total === 0
      ? []
      : [{ name: nameOf(part), ofTail: part.tail_share, ofAll: countOf(part) / total }],
  );
}
