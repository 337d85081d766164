/**
 * Notebooks as they are stored: what changes from run to run and from machine to machine is left out, so that the same
 * results are the same bytes. The format is nbformat 4.5.
 */

export interface Notebook {
  readonly cells: readonly Cell[];
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly nbformat: number;
  readonly nbformat_minor: number;
}

export interface Cell {
  readonly cell_type: string;
  readonly id?: string;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly source: Text;
  readonly outputs?: readonly Output[];
}

export interface Output {
  readonly output_type: string;
  /** Of a stream. */
  readonly name?: string;
  /** Of a stream. */
  readonly text?: Text;
  /** Of all else: MIME type → content. */
  readonly data?: Readonly<Record<string, unknown>>;
  readonly metadata?: object;
}

/** Whole, or its lines with their ends. */
type Text = string | readonly string[];

/** Absolute path of this machine → what is stored in its place; of two that fit, the first is taken. */
export type Places = readonly (readonly [path: string, name: string])[];

const KERNEL = { display_name: 'TypeScript (tslab)', language: 'typescript', name: 'tslab' };

/**
 * @param executed has the outputs, and the same cells
 * @param node major version of Node that made the outputs
 */
export function stored(notebook: Notebook, executed: Notebook, node: string | undefined, places: Places): Notebook {
  const taken = new Set(notebook.cells.map(({ id }) => id));
  const cells = notebook.cells.map((cell, i) => {
    const { execution: _timing, ...metadata } = cell.metadata;
    const common = { ...cell, id: cell.id ?? freeId(i + 1, taken), metadata, source: lines(whole(cell.source)) };
    if (cell.cell_type !== 'code') return common;
    const outputs = merged(executed.cells[i].outputs ?? []).map((output) => storedOutput(output, places));
    return { ...common, execution_count: null, outputs };
  });
  const { language_info } = executed.metadata;
  return {
    cells,
    metadata: { kernelspec: KERNEL, language_info, wavetank: { node } },
    nbformat: 4,
    nbformat_minor: 5,
  };
}

/** @returns the text of the file, as Jupyter writes it: sorted keys, an indent of one */
export function fileText(notebook: Notebook): string {
  return `${JSON.stringify(notebook, (_key, value: unknown) => sorted(value), 1)}\n`;
}

/** @returns the major version of Node that made the stored outputs; undefined where none are stored */
export function nodeOf({ metadata }: Notebook): string | undefined {
  return (metadata['wavetank'] as { readonly node?: string } | undefined)?.node;
}

/** @returns what differs first between the outputs of two stored forms of a notebook, in words; undefined where nothing does */
export function difference(before: Notebook, after: Notebook): string | undefined {
  for (const [cell, { outputs }] of before.cells.entries()) {
    const [was, is] = [shown(outputs), shown(after.cells[cell].outputs)];
    const first = Array.from({ length: Math.max(was.length, is.length) }).findIndex((_, i) => was[i] !== is[i]);
    if (first === -1) continue;
    const [old, now] = [was.at(first) ?? 'nothing', is.at(first) ?? 'nothing'];
    return `cell ${cell + 1} shows something else:\n  stored:   ${excerpt(old, now)}\n  executed: ${excerpt(now, old)}`;
  }
  return undefined;
}

export function whole(text: Text): string {
  return typeof text === 'string' ? text : text.join('');
}

function lines(text: string): string[] {
  return text === '' ? [] : text.split(/(?<=\n)/);
}

function freeId(number: number, taken: ReadonlySet<string | undefined>): string {
  const id = `cell-${number}`;
  return taken.has(id) ? `${id}-added` : id;
}

/** What a stream writes arrives in pieces that differ from run to run: neighbours become one. */
function merged(outputs: readonly Output[]): Output[] {
  const all: Output[] = [];
  for (const output of outputs) {
    const last = all.at(-1);
    if (last?.output_type === 'stream' && output.output_type === 'stream' && last.name === output.name) {
      all[all.length - 1] = { ...last, text: whole(last.text ?? '') + whole(output.text ?? '') };
    } else all.push(output);
  }
  return all;
}

function storedOutput({ output_type, name, text, data = {}, metadata = {} }: Output, places: Places): Output {
  const storedText = (content: Text) => lines(withoutPlaces(whole(content), places));
  if (output_type === 'stream') return { output_type, name, text: storedText(text ?? '') } as Output;
  const contents = Object.entries(data).map(([mime, content]) => [
    mime,
    isText(mime) ? storedText(content as Text) : content,
  ]);
  return { output_type: 'display_data', data: Object.fromEntries(contents) as Record<string, unknown>, metadata };
}

/** These are stored in lines; JSON is stored as it is, and binary content in one piece. */
function isText(mime: string): boolean {
  return mime.startsWith('text/') || mime === 'image/svg+xml' || mime === 'application/javascript';
}

/** Only whole paths and folders at their beginning: what looks like one inside of encoded data is left alone. */
function withoutPlaces(text: string, places: Places): string {
  return places.reduce((rest, [path, name]) => {
    const escaped = path.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
    const found = new RegExp(`(?<=^|[\\s"'\`(=:>[]|file://)${escaped}(?=$|[\\s"'\`)<:,;\\]/])`, 'gm');
    return rest.replace(found, () => name);
  }, text);
}

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Line by line, what a cell shows. */
function shown(outputs: readonly Output[] = []): string[] {
  return outputs.flatMap(({ name, text = '', data = { [name ?? '']: text } }, i) =>
    Object.entries(data).flatMap(([kind, content]) => {
      const isPlain = typeof content === 'string' || Array.isArray(content);
      const all = isPlain ? whole(content as Text) : JSON.stringify(content);
      return all.split('\n').map((line, j) => `output ${i + 1} (${kind}), line ${j + 1}: ${line}`);
    }),
  );
}

/** At most so many characters of a line, with the first that differs from another line. */
function excerpt(line: string, other: string, width = 160): string {
  if (line.length <= width) return line;
  const differs = Array.from({ length: line.length }).findIndex((_, i) => line[i] !== other[i]);
  const start = Math.max(0, Math.min(differs - width / 2, line.length - width));
  return `${start > 0 ? '… ' : ''}${line.slice(start, start + width)}${start + width < line.length ? ' …' : ''}`;
}
