/**
 * Reads a file of a format (`import`) or writes one of a form (`export`), named on the command line, and prints the rows as
 * JSON. The ratio is to a plain loop over the same text: the file read as one string, its lines split at commas or parsed
 * as JSON, nothing checked or kept; the two take turns.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { FormatName } from '../src/tank/recorded/formats/known-formats.js';
import { readTrace } from '../src/tank/recorded/formats/read-trace.js';
import { writeTrace } from '../src/tank/recorded/formats/write-trace.js';
import { median, range, type Row } from './row.js';
import { textOf, writtenNames, writtenTrace } from './trace-texts.js';

const ROUNDS = 4; // the first warms up

const [, , direction, name] = process.argv;
const folder = mkdtempSync(join(tmpdir(), 'wavetank-bench-'));
try {
  console.log(JSON.stringify(direction === 'import' ? await imported(name) : await exported(name)));
} finally {
  rmSync(folder, { recursive: true });
}

async function imported(name: string): Promise<Row[]> {
  const names = [...Object.keys(textOf), ...writtenNames];
  if (!isFormat(name, names)) throw new Error(`name a format: ${names.join(', ')}`);
  const file = join(folder, `trace.${name}`);
  const text = textOf[name]?.();
  if (text === undefined) await writeTrace(file, writtenTrace());
  else writeFileSync(file, text);
  const rows = await inTurn(`import/${name}`, file, async () => {
    const { trace } = await readTrace(file, { format: name, skipBadRows: false });
    return trace.requestCount;
  });
  if (name !== 'servegen') return rows;
  return rows.slice(0, 1).map((row) => ({ ...row, note: 'requests drawn, the pool of 100 clients read each time' }));
}

async function exported(form: string): Promise<Row[]> {
  const trace = writtenTrace();
  const file = join(folder, `trace.${form}`);
  await writeTrace(file, trace);
  return inTurn(`export/${form}`, file, async () => {
    await writeTrace(file, trace);
    return trace.requestCount;
  });
}

function isFormat(name: string, names: readonly string[]): name is FormatName {
  return names.includes(name);
}

async function inTurn(subject: string, file: string, work: () => Promise<number>): Promise<Row[]> {
  const oursMs: number[] = [];
  const ratios: number[] = [];
  let rows = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const startedMs = performance.now();
    rows = await work();
    const tookMs = performance.now() - startedMs;
    const plain = plainMs(file);
    if (round === 0) continue;
    oursMs.push(tookMs);
    if (plain !== undefined) ratios.push(tookMs / plain);
  }
  const speed: Row = { name: `${subject}/rows_per_s`, unit: '1/s', value: rows / (median(oursMs) / 1000) };
  if (ratios.length === 0) return [speed];
  return [
    speed,
    { name: `${subject}/times_plain`, unit: 'ratio', value: median(ratios), note: range(ratios, 'rounds') },
  ];
}

/** Milliseconds of the plain loop; none for a file that is no text. */
function plainMs(file: string): number | undefined {
  if (file.endsWith('.parquet')) return undefined;
  const startedMs = performance.now();
  const bytes = readFileSync(file);
  const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString();
  const isJson = text.startsWith('{');
  let found = 0;
  for (const line of text.split('\n')) {
    if (line === '') continue;
    found += isJson ? Object.keys(JSON.parse(line) as object).length : line.split(',').length;
  }
  if (found === 0) throw new Error(`${file} is empty`);
  return performance.now() - startedMs;
}
