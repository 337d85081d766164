import type { Cell, Notebook, Output } from '../../scripts/notebooks/outputs.js';

/** A notebook with these code cells: what they show, or their source alone. */
export function notebookOf(...cells: readonly (string | Partial<Cell>)[]): Notebook {
  return {
    cells: cells.map((cell, i) => ({
      cell_type: 'code',
      id: `id-${i + 1}`,
      metadata: {},
      outputs: [],
      ...(typeof cell === 'string' ? { source: cell } : { source: '', ...cell }),
    })),
    metadata: {},
    nbformat: 4,
    nbformat_minor: 5,
  };
}

export function stream(text: string, name = 'stdout'): Output {
  return { output_type: 'stream', name, text };
}
