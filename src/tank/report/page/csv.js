/*
 * A table as machines read it: what people read in one cell, such as `✓ better, −11.0 %` or `2,508 ± 52`, stands in columns
 * of its own, without marks, commas within numbers, and units. Columns of names, sentences and durations stay as they are.
 */

const NUMBER = '[+-]?(?:\\d[\\d,]*)(?:\\.\\d+)?';
/** A word, a value, its half-width or interval, whether these are percentages, and a second percentage. */
const CELL = new RegExp(
  `^(?:([a-z][a-z ]*)(?:[,:] |$))?(${NUMBER})?(?: ± (${NUMBER}))?(?: ?\\[(${NUMBER}), (${NUMBER})\\])?( %)?(?:,? (?:at )?\\(?(${NUMBER}) %\\)?)?$`,
);
const MARKS = /^[✓✗≈·?] ?/;

/**
 * @param {readonly (readonly string[])[]} rows texts of cells, the head first
 * @returns {string} lines that end as RFC 4180 wants it
 */
export function csvOf([head, ...rows]) {
  const columns = head.flatMap((title, c) =>
    columnsOf(
      title,
      rows.map((row) => plainText(row[c] ?? '')),
      c === 0,
    ),
  );
  const lines = [columns.map(({ title }) => title), ...rows.map((_, r) => columns.map(({ cells }) => cells[r]))];
  return lines.map((line) => line.map(quoted).join(',') + '\r\n').join('');
}

function plainText(text) {
  const plain = text.trim().replaceAll('\u2212', '-').replace(MARKS, '');
  return plain === '–' ? '' : plain;
}

/** The columns that a column becomes: none where it is empty, one of text unless there is a number in every cell. */
function columnsOf(title, cells, isOfNames) {
  if (cells.every((cell) => cell === '')) return [];
  const parsed = cells.map((cell) => CELL.exec(cell));
  const isText = isOfNames || parsed.some((parts) => parts === null) || !cells.some((cell) => /\d/.test(cell));
  if (isText) return [{ title, cells: cells.map(safeText) }];
  const unit = parsed.some(([, , , , , , percent]) => percent) && !title.endsWith('%') ? ', %' : '';
  const part = (index, name) => ({ title: title + name, cells: parsed.map((parts) => bareNumber(parts[index] ?? '')) });
  const isSecondAlone = !parsed.some(([, , value, , , , percent]) => value && percent);
  return [
    { title, cells: parsed.map(([, word = '']) => word) },
    part(2, unit),
    part(3, ` ±${unit}`),
    part(4, ` low${unit}`),
    part(5, ` high${unit}`),
    part(7, isSecondAlone ? ', %' : ' second, %'),
  ].filter((column) => column.cells.some((cell) => cell !== ''));
}

function bareNumber(text) {
  return text.replaceAll(',', '').replace(/^\+/, '');
}

/** Text that a spreadsheet would take for a formula is marked as text. */
function safeText(text) {
  return /^[=+@\t\r-]/.test(text) ? `'${text}` : text;
}

function quoted(text) {
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
