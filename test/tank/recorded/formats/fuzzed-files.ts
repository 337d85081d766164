import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import type { FormatName } from '../../../../src/tank/recorded/formats/known-formats.js';
import { HEADER, rowAt } from './trace-files.js';

/** Small valid files of every format of text, and ways to spoil them. */

export type TextFormat = Exclude<FormatName, 'parquet'>;

const ROWS = 12;
const each = (row: (i: number) => string) => Array.from({ length: ROWS }, (_, i) => row(i));
const json = (row: (i: number) => object) => each((i) => JSON.stringify(row(i)));

/** The lines of a valid file, the header of CSV first. */
export const VALID: Readonly<Record<TextFormat, readonly string[]>> = {
  azure_llm: [HEADER, ...each((i) => rowAt(i / 4, 100 + i, 20 + i))],
  burstgpt: [
    'Timestamp,Session ID,Elapsed time,Model,Request tokens,Response tokens,Total tokens,Log Type',
    ...each((i) => `${i}.5,${i % 3 === 0 ? '' : `id-${i % 3}`},1.5,GPT-4,${10 + i},${20 + i},30,Conversation log`),
  ],
  mooncake: json((i) => ({
    timestamp: 3000 * Math.floor(i / 4),
    input_length: 512 * 3 - i,
    output_length: i,
    hash_ids: [0, i % 2 === 0 ? 4e9 : 2, 10 + i],
  })),
  qwen_bailian: json((i) => ({
    chat_id: i,
    parent_chat_id: i - 3 < 0 ? -1 : i - 3,
    timestamp: i / 8,
    input_length: 40,
    output_length: i,
    type: ['text', 'search', 'file'][i % 3],
    turn: 1,
    hash_ids: [1, i % 2, 100 + i],
  })),
  agent_sessions: [
    'session_id,turn,model,start_s,gap_s,input_tokens,output_tokens,duration_s,ttft_s',
    ...each((i) => `s${i % 3},${i},"a ""model""",${(i * 7) % 50}.25,-1.5,${1000 + i},${i},14.7,`),
  ],
  servegen: Array.from({ length: 4 }, (_, i) =>
    JSON.stringify({
      client: i,
      windows: [
        [0, 0.004 * (i + 1), 1, 'Gamma', 1, 1],
        [600, 0.005, 2.5, 'Weibull', 0.5, 1],
      ],
      datasets: i === 0 ? [] : [{ t: 0, input_tokens: [[10, 0.5], [20, 0.5]], output_tokens: [[i, 1]] }], // prettier-ignore
    }),
  ),
  csv: [
    'arrival_ms,prompt_tokens,output_tokens,session,turn,class,priority,deadline_ms,prefix_blocks,block_tokens,tenant',
    ...each(
      (i) => `${5 * i}.5,40,${i},s${i % 3},${i},"a, ""b""",${i - 5},${i % 2 === 0 ? '' : 250.5},1 ${i},16,t${i % 2}`,
    ),
  ],
  jsonl: json((i) => ({
    arrival_s: 5 * i,
    prompt_tokens: 40,
    output_tokens: i,
    session: `s${i % 3}`,
    class: 'chat',
    priority: -i,
    deadline_ms: 100 + i,
    prefix_blocks: [1, `b${i}`],
    block_tokens: 16,
    tenant: 'acme',
  })),
};

export const TEXT_FORMATS = Object.keys(VALID) as TextFormat[];

/** What numbers and texts are replaced by. */
const ODD = [
  ...['', ' ', '0', '-0', '-1', '+1', '1.5', '1e3', '1e308', '1e999', '-1e999', '00', '0x10', '1_000', '٣', '1,5'],
  ...['10000000', '10000001', '2147483648', '4294967296', '9007199254740993', '9'.repeat(400), '0.'.padEnd(300, '0')],
  ...['NaN', 'Infinity', 'null', 'true', 'undefined', '[]', '{}', '""', '"', "'", '[[]]', '{"a":{}}', '[null]'],
  ...['2023-02-29 12:00:00', '9999-12-31 23:59:59.9999999', '1969-12-31 23:59:59', '__proto__', 'constructor'],
  ...['\0', '\u0000\u0000', '\ufeff', '\r', '\r\n', '\n', '\n\n', '\t', '\u2028', '\ud800', '💥', 'é', '\\u0000', '\\'],
  ...['['.repeat(1200), '{"a":'.repeat(200), 'x'.repeat(200), 'x'.repeat(201), 'x'.repeat(1480), 'x'.repeat(1600)],
  ...[`[${'1,'.repeat(300)}1]`, '"' + 'a'.repeat(300) + '"', '1 '.repeat(300), ',', ',,,,', ':', '":'],
];

/** One change to the lines of a file. */
type Change = (lines: readonly string[]) => readonly string[];

const share = fc.noBias(fc.nat(999_999)).map((millionths) => millionths / 1e6);
const odd = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...ODD) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 20 }) },
  { weight: 1, arbitrary: fc.oneof(fc.double(), fc.maxSafeInteger()).map(String) },
  { weight: 1, arbitrary: fc.json({ maxDepth: 3 }) },
);

const at = (place: number, length: number) => Math.floor(place * length);
const withLine = (lines: readonly string[], place: number, change: (line: string) => string) =>
  lines.map((line, i) => (i === at(place, lines.length) ? change(line) : line));

/** The fields of a row of CSV, or the keys and values of an object, with what divides them. */
const partsOf = (line: string) => line.split(/([,:{}[\]])/);

const changes: fc.Arbitrary<Change> = fc.oneof(
  fc.tuple(share, share, odd).map(
    ([row, part, value]): Change =>
      (lines) =>
        withLine(lines, row, (line) => withField(line, part, value)),
  ),
  fc.tuple(share, share, share, fc.constantFrom('swap', 'delete', 'double')).map(
    ([row, one, other, how]): Change =>
      (lines) =>
        withLine(lines, row, (line) => {
          const parts = partsOf(line);
          const [a, b] = [at(one, parts.length), at(other, parts.length)];
          if (how === 'swap') return parts.with(a, parts[b]).with(b, parts[a]).join('');
          return parts
            .toSpliced(a, how === 'delete' ? 2 : 0, ...(how === 'double' ? parts.slice(a, a + 2) : []))
            .join('');
        }),
  ),
  fc.tuple(share, share, fc.nat(40), odd).map(
    ([row, place, remove, insert]): Change =>
      (lines) =>
        withLine(lines, row, (line) => {
          const from = at(place, line.length + 1);
          return line.slice(0, from) + insert + line.slice(from + remove);
        }),
  ),
  fc.tuple(share, share).map(
    ([one, other]): Change =>
      (lines) =>
        lines.with(at(one, lines.length), lines[at(other, lines.length)]),
  ),
  fc.tuple(share, odd).map(
    ([place, line]): Change =>
      (lines) =>
        lines.toSpliced(at(place, lines.length), 0, line),
  ),
  fc.tuple(share, fc.integer({ min: 2, max: 70 })).map(
    ([place, times]): Change =>
      (lines) =>
        lines.toSpliced(at(place, lines.length), 0, ...new Array<string>(times).fill(lines[at(place, lines.length)])),
  ),
);

/** Changes to the bytes of a file when its lines are put together. */
interface Bytes {
  readonly lineEnd: string;
  readonly bom: boolean;
  readonly isGzip: boolean;
  readonly cut: number | undefined;
  readonly noise: readonly (readonly [place: number, byte: number])[];
}

const bytes: fc.Arbitrary<Bytes> = fc.record({
  lineEnd: fc.constantFrom('\n', '\n', '\n', '\r\n', '\r\n', '\n\n', '\r'),
  bom: fc.boolean(),
  isGzip: fc.boolean(),
  cut: fc.oneof({ weight: 5, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: share }),
  noise: fc.oneof(
    { weight: 6, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.array(fc.tuple(share, fc.nat(255)), { minLength: 1, maxLength: 4 }) },
  ),
});

/** The bytes of a spoiled file of a format. */
export function spoiled(format: TextFormat): fc.Arbitrary<Uint8Array> {
  return fc
    .tuple(fc.array(changes, { minLength: 1, maxLength: 4 }), bytes)
    .map(([all, { lineEnd, bom, isGzip, cut, noise }]) => {
      const lines = all.reduce<readonly string[]>((before, change) => change(before), VALID[format]);
      const text = Buffer.from(`${bom ? '\ufeff' : ''}${lines.join(lineEnd)}${lineEnd}`);
      const whole = isGzip ? gzipSync(text, { level: 1 }) : text;
      for (const [place, byte] of noise) whole[at(place, whole.length)] = byte;
      return cut === undefined ? whole : whole.subarray(0, at(cut, whole.length));
    });
}

/**
 * The rows of a file of a format without quotes, of which some have another value in a field; no row is more or less than
 * a line.
 */
export function spoiledRows(format: TextFormat): fc.Arbitrary<readonly string[]> {
  const value = odd.filter((text) => text.length < 250 && !/["\0\r\n]/.test(text));
  const isCsv = !VALID[format][0].startsWith('{');
  const rows = VALID[format].slice(isCsv ? 1 : 0).map((row) => (isCsv ? row.replace(/"a.*""/, 'a') : row));
  const row = (valid: string) =>
    fc.oneof(
      { weight: 2, arbitrary: fc.constant(valid) },
      { weight: 1, arbitrary: fc.tuple(share, value).map((change) => withField(valid, ...change)) },
    );
  return fc.tuple(...rows.map(row));
}

function withField(row: string, place: number, value: string): string {
  const parts = partsOf(row);
  return parts.with(at(place, (parts.length + 1) / 2) * 2, value).join('');
}
