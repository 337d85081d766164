/** A run was ended before it had anything to give. */
export class Interrupted extends Error {
  override readonly name = 'AbortError';

  /** How a notebook shows it: where in the code that was says nothing. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.message;
  }
}
