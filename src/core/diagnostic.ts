/** One mistake in the user's input, as data: what was wrong, where, and what to do. */
export interface Diagnostic {
  /** What was wrong, in one sentence that quotes the value. */
  readonly message: string;
  /** File as the user named it, or a description such as `<object>`. */
  readonly file?: string;
  /** Line, from 1. */
  readonly line?: number;
  /** Column, from 1. */
  readonly column?: number;
  /** The line of the file that holds the mistake, without its end. */
  readonly excerpt?: string;
  /** Number of characters to underline, from `column` on. */
  readonly length?: number;
  /** What to do: the expected values, the allowed range, a suggestion. */
  readonly advice?: string;
}

/** Input that cannot be used, with every mistake that was found. The command line ends with exit code 2. */
export class InputError extends Error {
  declare readonly diagnostics: readonly Diagnostic[];

  constructor(diagnostics: readonly Diagnostic[]) {
    super(diagnostics.map(formatDiagnostic).join('\n'));
    this.name = 'InputError';
    Object.defineProperty(this, 'diagnostics', { value: diagnostics }); // not shown beside the message, which has them all
  }

  /** How a notebook or console.log shows it: what was wrong with the input, and not where in the code that was found. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.message;
  }
}

/** Mistakes of one file that are shown: the first ones are often the cause of all others. */
const SHOWN_LIMIT = 20;

/** The first of many mistakes, and how many more there are. */
export function firstOf(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const left = diagnostics.length - SHOWN_LIMIT;
  if (left <= 0) return diagnostics;
  const [{ file }] = diagnostics;
  const more = { ...(file !== undefined && { file }), message: `… and ${left} more mistake${left === 1 ? '' : 's'}` };
  return [...diagnostics.slice(0, SHOWN_LIMIT), more];
}

const EXCERPT_WIDTH = 100; // characters of a source line that are shown around the mistake

/** The text of a diagnostic: place and message, the line with a caret, the advice. */
export function formatDiagnostic(diagnostic: Diagnostic): string {
  const { file, line, column, message, advice } = diagnostic;
  const place = [file, line, column].filter((part) => part !== undefined).join(':');
  const lines = [printable(place === '' ? message : `${place}: ${message}`)];
  lines.push(...excerptLines(diagnostic));
  if (advice !== undefined) lines.push(...wrapped(printable(advice)));
  return lines.join('\n');
}

const ADVICE_WIDTH = 116;

/** Text in lines of at most ADVICE_WIDTH characters where its words allow, the first indented by 2, others by 4. */
function wrapped(text: string): string[] {
  const lines = [' '];
  for (const word of text.split(' ')) {
    const last = lines.length - 1;
    if (lines[last].trim() === '' || lines[last].length + word.length < ADVICE_WIDTH) lines[last] += ` ${word}`;
    else lines.push(`    ${word}`);
  }
  return lines;
}

function excerptLines({ line, column, excerpt, length }: Diagnostic): string[] {
  if (line === undefined || column === undefined || excerpt === undefined) return [];
  const start = Math.max(0, column - 1 - EXCERPT_WIDTH / 2); // a long line is cut around the mistake
  const shown = printable(excerpt.slice(start, start + EXCERPT_WIDTH));
  const caretStart = column - 1 - start;
  const caretLength = Math.max(1, Math.min(length ?? 1, shown.length - caretStart));
  const margin = `  ${line} | `;
  return [margin + shown, `${' '.repeat(margin.length - 2)}| ${' '.repeat(caretStart)}${'^'.repeat(caretLength)}`];
}

/**
 * The text with control characters, line separators, and what is invisible or turns the direction of writing replaced:
 * those of a file must not reach a terminal.
 */
export function printable(text: string): string {
  return text.replace(
    /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g,
    '\u00b7',
  );
}
