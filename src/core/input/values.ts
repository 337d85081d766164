import { z } from 'zod';

/** Values that several parts of a form share, as schemas; the message of an issue says what was expected. */

/**
 * Text of 1 to `maxLength` of certain characters.
 * @param characters as a class of regular expressions
 * @param form the characters in words
 */
export function text(characters: string, maxLength: number, form: string) {
  const expected = `expected ${form}, 1 to ${maxLength} characters`;
  return z.string({ error: expected }).regex(new RegExp(`^${characters}{1,${maxLength}}$`), expected);
}

/**
 * Text that names something: what every object of the language has as a property, such as `constructor`, names nothing.
 * Charts, and what else is kept by name, cannot tell these from what they inherit.
 */
export function nameText(characters: string, maxLength: number, form: string) {
  return text(characters, maxLength, form).refine((value) => !(value in Object.prototype), {
    error: ({ input }) => `expected another name: ${String(input)} is a property of every JavaScript object`,
  });
}

/** Free text, which may be empty. */
export function prose(maxLength: number) {
  const expected = `expected text of at most ${maxLength} characters`;
  return z.string({ error: expected }).max(maxLength, expected);
}

/** One of some words. Its type is theirs alone: what is declared of it can do without the names that zod has for enumerations. */
export function choice<const Word extends string>(words: readonly Word[], error?: string): z.ZodType<Word, Word> {
  return z.enum(words, error);
}
