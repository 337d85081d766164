import { LineCounter } from 'yaml';
import type { Place } from './source.js';

/** Offsets in a text, as places with line and column: `end` is the offset after the last character. */
export type Placer = (start: number, end?: number) => Required<Place>;

/** Lines end in \n or \r\n, and are cut out without their end. */
export function placesIn(text: string, file: string): Placer {
  const lines = new LineCounter();
  lines.addNewLine(0);
  for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', end + 1)) lines.addNewLine(end + 1);
  return (start, end = start + 1) => {
    const { line, col: column } = lines.linePos(Math.min(start, text.length));
    const next = line < lines.lineStarts.length ? lines.lineStarts[line] - 1 : text.length;
    const lineEnd = text[next - 1] === '\r' ? next - 1 : next;
    const excerpt = text.slice(start - column + 1, lineEnd);
    return { file, line, column, excerpt, length: Math.max(1, Math.min(end, lineEnd) - start) };
  };
}
