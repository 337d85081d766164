/** The cell of a notebook in which the program runs. tslab gives its cells `require`, by which this finds it wherever it is installed. */
export interface Cell {
  readonly display: Output;
  /** A place whose content is replaced by what is written later. */
  newDisplay(): Output;
}

interface Output {
  html(text: string): void;
  text(text: string): void;
}

/** @returns undefined in a program that is no notebook */
export function cell(): Cell | undefined {
  const { __tslab__: kernel } = globalThis as { readonly __tslab__?: { require(name: 'tslab'): Cell } };
  return kernel?.require('tslab');
}
