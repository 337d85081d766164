/**
 * The value of a line of JSON, with whole numbers beyond 2^53 as text: as numbers they would be rounded, and ids that
 * differ be the same.
 * Cost: that of JSON.parse, and where a line has 16 digits in a row a pass over it and another JSON.parse.
 * @throws SyntaxError when the line is not JSON
 */
export function parseJsonLine(line: string): unknown {
  const value: unknown = JSON.parse(line);
  return MANY_DIGITS.test(line) ? JSON.parse(withLargeNumbersQuoted(line)) : value;
}

const MANY_DIGITS = /\d{16}/;
const LARGE_NUMBER = /^-?\d{16,}$/;

/** @param json valid JSON */
function withLargeNumbersQuoted(json: string): string {
  const parts: string[] = [];
  let kept = 0; // up to here the text is in `parts`
  for (let i = 0; i < json.length; i++) {
    if (json[i] === '"') i = stringEnd(json, i);
    else if (isOfNumber(json[i])) {
      const start = i;
      while (isOfNumber(json[i + 1])) i++;
      const number = json.slice(start, i + 1);
      if (!LARGE_NUMBER.test(number) || Number.isSafeInteger(Number(number))) continue;
      parts.push(json.slice(kept, start), '"', number, '"');
      kept = i + 1;
    }
  }
  parts.push(json.slice(kept));
  return parts.join('');
}

/** @returns the index of the quote that ends a string */
function stringEnd(json: string, start: number): number {
  let i = start + 1;
  while (json[i] !== '"') i += json[i] === '\\' ? 2 : 1;
  return i;
}

function isOfNumber(character: string | undefined): boolean {
  return character !== undefined && ((character >= '0' && character <= '9') || '+-.eE'.includes(character));
}
