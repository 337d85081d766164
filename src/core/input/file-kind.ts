/** What a file is to hold, in messages: `{ noun: 'scenario', hint: 'to write one: wavetank init' }`. */
export interface FileKind {
  /** After "a": what one file holds. */
  readonly noun: string;
  /** How to come by one. */
  readonly hint: string;
}

/** Advice where a file is far too large, or nested too deep. */
export function wrongFile({ noun }: FileKind): string {
  return `expected a much smaller ${noun}: is this the right file?`;
}
