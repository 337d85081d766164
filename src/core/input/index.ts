/**
 * What people write: quantities with units, YAML with places, mistakes of a form as diagnostics, advice on names; and
 * files that are written whole or not at all.
 * It knows of forms and texts in general, of no form in particular; it may import core alone.
 */
export { camelKeys } from './camel-keys.js';
export { diagnosticsOf, type Mistake, refuse } from './mistake.js';
export type { FileKind } from './file-kind.js';
export { expectedOneOf, listed, suggesting, suggestOneOf } from './name-advice.js';
export {
  type Bounds,
  type Duration,
  duration,
  fraction,
  plainNumber,
  type Quantity,
  type QuantitySchema,
  rate,
  type Share,
  share,
  tokenCount,
  wholeNumber,
} from './quantities.js';
export { quoted } from './quoted.js';
export { readText } from './read-text.js';
export { parsed, parsedEach, repeated, valueOf, wrongKey, wrongValue } from './rules.js';
export { schemaMistakes } from './schema-mistakes.js';
export { objectSource, type Path, pathText, type Source, valueAt } from './source.js';
export { unknownKind } from './unknown-kind.js';
export { choice, nameText, prose, text } from './values.js';
export { throughSibling, writeAllWhole, writeWhole } from './whole-file.js';
export { yamlSource } from './yaml-source.js';
export { NUMBER_LIMIT, parseDuration, parsePercentage, parseRate, PERCENTAGE_PATTERN, TOKEN_LIMIT } from './units.js';
