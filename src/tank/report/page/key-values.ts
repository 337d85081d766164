import { escaped } from './elements.js';

/** Entries of a list that are written out; the file has all. */
const MOST_ENTRIES = 40;

/** Any value of a scenario as HTML: keys with their values, one in the other, whatever they are. */
export function valueHtml(value: unknown): string {
  if (Array.isArray(value)) return listHtml(value);
  if (isObject(value)) return isFlat(value) ? escaped(inLine(value)) : keysHtml(value);
  return escaped(scalarText(value));
}

/** The keys of an object as a list of terms; nothing where it has none. */
export function keysHtml(value: Readonly<Record<string, unknown>>): string {
  const keys = Object.entries(value).filter(([, each]) => each !== undefined);
  if (keys.length === 0) return '';
  return `<dl>${keys.map(([key, each]) => `<dt>${escaped(keyText(key))}</dt><dd>${valueHtml(each)}</dd>`).join('')}</dl>`;
}

function listHtml(values: readonly unknown[]): string {
  const more = values.length > MOST_ENTRIES ? ` and ${values.length - MOST_ENTRIES} more` : '';
  const shown = values.slice(0, MOST_ENTRIES);
  if (shown.every((value) => !isObject(value) && !Array.isArray(value)))
    return escaped(shown.map(scalarText).join(', ') + more);
  return `<ol>${shown.map((value) => `<li>${valueHtml(value)}</li>`).join('')}</ol>${escaped(more)}`;
}

/** Whether an object is short and simple enough for a line. */
function isFlat(value: Readonly<Record<string, unknown>>): boolean {
  const values = Object.values(value);
  return values.length <= MOST_IN_LINE && values.every((each) => !isObject(each) && !Array.isArray(each));
}

const MOST_IN_LINE = 6;

/** A value in a line. @example inLine({ kind: 'poisson', rate: '11/s' }) // poisson, rate 11/s */
export function inLine(value: unknown): string {
  if (Array.isArray(value)) return value.map(inLine).join(', ');
  if (!isObject(value)) return scalarText(value);
  return Object.entries(value)
    .map(([key, each]) => {
      const text = isObject(each) ? `(${inLine(each)})` : inLine(each);
      return key === 'kind' ? text : `${keyText(key)} ${text}`;
    })
    .join(', ');
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function keyText(key: string): string {
  return key.replaceAll('_', ' ');
}

function scalarText(value: unknown): string {
  if (value === true) return 'on';
  if (value === false) return 'off';
  if (value === null || value === undefined) return '–';
  return typeof value === 'string' || typeof value === 'number' ? String(value) : 'an object of a program';
}
