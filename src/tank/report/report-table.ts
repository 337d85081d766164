/** A table of a report, as text: whoever renders it chooses the form. */
export interface ReportTable {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** What to know to read it, below it. */
  readonly note?: string | undefined;
  /** Where the first cell of each row leads, on a page. */
  readonly links?: readonly string[] | undefined;
}

/** Whether a column holds numbers, which stand to the right; the first column holds names. */
export function isNumeric({ rows }: Pick<ReportTable, 'rows'>, column: number): boolean {
  return column > 0 && rows.every((row) => /^(?:[\d+\u2212[–]|off)/.test(row[column]));
}
