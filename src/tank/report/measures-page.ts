import { type Measure, measures } from '../measures/index.js';
import { markdownTable } from './markdown.js';

/** The table of measures in the documentation, from the registry; reasons of decisions are one row. */
export function measuresTable(): string {
  const rows = Object.entries(measures)
    .filter(([path]) => !path.startsWith('routing.reasons.'))
    .map(([path, measure]) => [
      pathOf(path, measure),
      measure.unit,
      betterOf(measure),
      partsOf(measure),
      measure.description,
    ]);
  return markdownTable({
    title: '',
    head: ['path', 'unit', 'better', 'also by', 'description'],
    rows: [...rows, ['routing.reasons.REASON', 'count', '–', '–', 'Decisions by the reason that routers give.']],
  });
}

function pathOf(path: string, { kind }: Measure): string {
  return kind === 'column' ? `${path}.mean, .p50, .p90, …` : path;
}

function betterOf({ better }: Measure): string {
  return better ?? '–';
}

function partsOf({ parts = [], partName }: Measure): string {
  if (parts.length === 0) return '–';
  return parts.join(', ') + (partName === undefined ? '' : ` (as ${partName})`);
}
