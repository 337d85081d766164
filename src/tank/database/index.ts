/**
 * The database of results: an index of the folders of results that SQL can be asked of. schema/ has its tables, views and
 * macros.
 * The folders are the truth, and the index is made from them; it may import measures (for what is better) and results.
 */
export type { Answer, Value } from './answer.js';
export { ResultsDatabase } from './ask.js';
export { Interrupted } from './interrupted.js';
export { FILE_FORMS, type FileForm } from './question.js';
export { csvLine, jsonRow } from './rows-text.js';
export { schemaText } from './schema-text.js';
