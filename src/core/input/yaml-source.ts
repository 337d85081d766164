import { Composer, type CST, type Document, isScalar, Lexer, Parser } from 'yaml';
import { type Diagnostic, InputError } from '../index.js';
import { type FileKind, wrongFile } from './file-kind.js';
import { byPosition, refuse } from './mistake.js';
import { notText } from './read-text.js';
import type { Place, Source } from './source.js';
import { type Placer, placesIn } from './text-places.js';
import { ALIAS_LIMIT, extent, YamlStructure } from './yaml-structure.js';

/** Deepest nesting of lists and mappings. */
const DEPTH_LIMIT = 64;
/** Most words and signs of a text, by which the cost of its mistakes is bounded: the largest fleet needs half of them. */
const LEXEME_LIMIT = 200_000;

/**
 * A text that people write, YAML 1.2 or JSON, as plain values with positions. Whatever the text, the time it takes grows in
 * proportion to its length: nesting is bounded before nodes are made, aliases before they are followed, and keys given
 * twice are found by a look-up (`uniqueKeys` of the yaml package compares every pair).
 * @throws InputError with every mistake of syntax
 */
export function yamlSource(text: string, file: string, kind: FileKind): Source {
  if (text.includes('\0')) throw new InputError([notText(file)]);
  const source = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const place = placesIn(source, file);
  const [document, ...further] = compose(source, place, wrongFile(kind));
  const { contents } = document;
  refuse(syntaxMistakes(document, place, kind));
  if (further.length > 0) refuse([secondDocument(place(further[0].range[0]), kind)]);
  if (contents === null || (isScalar(contents) && contents.source === ''))
    throw new InputError([emptyFile(file, kind)]);
  const structure = new YamlStructure(document, contents, place);
  refuse(structure.mistakes);
  return {
    value: plainValue(document, place(0)),
    place(path, part) {
      const { key, value } = structure.find(path);
      const [start, end] = extent(value);
      return key !== undefined && (part === 'key' || start === end) ? place(...extent(key)) : place(start, end);
    },
  };
}

/** Nodes of the documents in a text; the parser itself does not recurse, what follows it does. */
function compose(text: string, place: Placer, wrong: string): Document.Parsed[] {
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  let lexemeCount = 0;
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) tokens.push(token);
    if (parser.stack.length > DEPTH_LIMIT + 2) {
      refuse([{ ...place(parser.offset), message: `nested more than ${DEPTH_LIMIT} levels deep`, advice: wrong }]);
    }
    if (++lexemeCount > LEXEME_LIMIT) {
      const message = `the text has more than ${LEXEME_LIMIT} words and signs`;
      refuse([{ ...place(parser.offset), message, advice: wrong }]);
    }
  }
  for (const token of parser.end()) tokens.push(token);
  const composer = new Composer({
    version: '1.2',
    schema: 'core',
    strict: true,
    merge: false,
    resolveKnownTags: false,
    stringKeys: true,
    uniqueKeys: false,
  });
  return [...composer.compose(tokens, true, text.length)];
}

const SYNTAX_ADVICE = new Map<string, string>([
  ['BAD_INDENT', 'check the indentation, and that every bracket closes'],
  ['BAD_SCALAR_START', 'put the value in quotes'],
  ['BLOCK_AS_IMPLICIT_KEY', 'put a value that contains ": " in quotes, or check the indentation'],
  ['MISSING_CHAR', 'check that every quote and bracket closes'],
  ['MULTILINE_IMPLICIT_KEY', 'check the indentation, and that every key has its ":"'],
  ['NON_STRING_KEY', 'expected a plain word as key'],
  ['TAB_AS_INDENT', 'indent with spaces'],
  ['TAG_RESOLVE_FAILED', 'remove the tag'],
]);

function syntaxMistakes({ errors, warnings }: Document.Parsed, place: Placer, { noun }: FileKind): Diagnostic[] {
  return [...errors, ...warnings]
    .map(({ pos, code, message }) => {
      const advice = code === 'BAD_DIRECTIVE' ? `remove the line: a ${noun} is YAML 1.2` : SYNTAX_ADVICE.get(code);
      const text = code === 'NON_STRING_KEY' ? 'this cannot be a key' : sentence(message);
      return { ...place(...pos), message: text, ...(advice !== undefined && { advice }) };
    })
    .sort(byPosition);
}

const LONGEST_MESSAGE = 200; // a message of the yaml package may quote the text

function sentence(message: string): string {
  return (message.slice(0, 1).toLowerCase() + message.slice(1, LONGEST_MESSAGE)).replaceAll('\n', ' ');
}

function secondDocument(place: Place, { noun }: FileKind): Diagnostic {
  return {
    ...place,
    message: 'a second document begins here',
    advice: `expected one ${noun}: put each in its own file`,
  };
}

function emptyFile(file: string, { noun, hint }: FileKind): Diagnostic {
  return { file, message: 'the file is empty', advice: `expected a ${noun}; ${hint}` };
}

function plainValue(document: Document.Parsed, root: Place): unknown {
  try {
    return document.toJS({ maxAliasCount: ALIAS_LIMIT });
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error; // what yaml throws where aliases of aliases multiply
    const message = `the aliases expand to more than ${ALIAS_LIMIT} values`;
    throw new InputError([{ ...root, message, advice: 'write the values out' }]);
  }
}
