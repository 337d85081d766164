import type { Diagnostic } from '../../core/index.js';
import type { Answer } from './answer.js';

/** The forms that an answer can be written to a file in. */
export const FILE_FORMS = ['parquet', 'csv', 'json'] as const;

export type FileForm = (typeof FILE_FORMS)[number];

/** What the process of a statement is asked. */
export interface Question {
  /** The index. */
  readonly file: string;
  readonly sql: string;
  readonly parameters: readonly string[];
  readonly memoryBytes: number;
  /** Rows that are handed over; all are written to a file. */
  readonly limit: number;
  readonly to?: { readonly file: string; readonly form: FileForm } | undefined;
}

/** What it says: that it begins, with why folders were left out of the index; then one of the others. */
export type Reply =
  | { readonly is: 'begun'; readonly problems: readonly string[] }
  | { readonly is: 'answer'; readonly answer: Answer }
  | { readonly is: 'written'; readonly rows: number }
  | { readonly is: 'mistake'; readonly diagnostic: Diagnostic }
  | { readonly is: 'failed'; readonly why: string }
  | { readonly is: 'too_much_memory' }
  /** The index was removed, or is damaged. */
  | { readonly is: 'gone' }
  | { readonly is: 'unwritable'; readonly why: string };
