import { azureLlm } from './azure-llm.js';
import { burstGpt } from './burstgpt.js';
import type { TraceFormat } from './trace-format.js';

/**
 * The only list of recorded trace formats: names, recognition and messages derive from it. A new one is a file that says
 * how a row is read, and a line here.
 */
export const formats = {
  azure_llm: azureLlm,
  burstgpt: burstGpt,
} satisfies Record<string, TraceFormat>;

export type FormatName = keyof typeof formats;

/** @returns the format of a file by its first line, undefined when none is known */
export function recogniseFormat(firstLine: string): FormatName | undefined {
  const names = Object.keys(formats) as FormatName[];
  return names.find((name) => formats[name].matches(firstLine));
}

/** The formats and their headers, for advice. */
export function knownFormats(): string {
  const list = Object.entries(formats).map(([name, format]) => `${name} (${format.columns.join(',')})`);
  return `known formats: ${list.join('; ')}`;
}
