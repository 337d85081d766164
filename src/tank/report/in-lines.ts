/** A space that is not within the brackets of an interval. */
const OUTSIDE_BRACKETS = / (?![^[]*\])/;

/** The text in lines of at most `width` characters, as far as its words allow. */
export function inLines(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(OUTSIDE_BRACKETS)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
