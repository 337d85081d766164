import { formats } from './registry.js';
import type { OwnKey } from './trace-format.js';

export type FormatName = keyof typeof formats;

const names = Object.keys(formats) as FormatName[];

/** @returns the format of a file by its first line, undefined when none is known */
export function recogniseFormat(firstLine: string): FormatName | undefined {
  return names.find((name) => formats[name].matches(firstLine));
}

/** Whether traffic is drawn from files of a format. */
export function isDrawn(name: FormatName): boolean {
  return formats[name].create === undefined;
}

/** Whether a key changes how files of a format are read. */
export function usesKey(name: FormatName, key: OwnKey): boolean {
  return key === 'sort' || key === 'time_unit' ? !isDrawn(name) : formats[name].ownKey === key;
}

/** The formats that use a key, for advice. */
export function formatsWith(key: OwnKey): string {
  return names.filter((name) => usesKey(name, key)).join(', ');
}

/** The formats, for advice. */
export function knownFormats(): string {
  return `known formats: ${names.map((name) => `${name} (${formats[name].summary})`).join('; ')}`;
}
