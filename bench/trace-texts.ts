import { Streams } from '../src/core/streams.js';
import type { RandomStream } from '../src/core/random-stream.js';
import type { FormatName } from '../src/tank/recorded/formats/known-formats.js';
import { generateTrace } from '../src/tank/traffic/generate.js';
import type { Trace } from '../src/tank/trace/trace.js';
import { generatedWorkload } from './generated-traffic.js';

/** Rows of every file; of ServeGen, about as many requests that are drawn. */
export const ROWS = 100_000;

/** Endings of the forms that are written. */
export const exportedForms = ['csv', 'jsonl', 'csv.gz', 'parquet'] as const;

/** Formats whose files are made of a trace: the normal form. */
export const writtenNames = ['csv', 'jsonl', 'parquet'] as const;

/** Two lengths and sessions. */
export function writtenTrace(): Trace {
  return generateTrace(generatedWorkload('sessions', ROWS), new Streams('files', 0));
}

/** Files of the other formats as text. Times ascend by 40 ms; lengths are drawn, and blocks are new in every prompt. */
export const textOf: Readonly<Partial<Record<FormatName, () => string>>> = {
  azure_llm: () =>
    lines('TIMESTAMP,ContextTokens,GeneratedTokens', (i, random) => {
      const time = new Date(Date.UTC(2023, 10, 16) + STEP_MS * i).toISOString();
      return `${time.slice(0, 10)} ${time.slice(11, 23)}0000,${lengthOf(random)},${lengthOf(random)}`;
    }),
  burstgpt: () =>
    lines(
      'Timestamp,Model,Request tokens,Response tokens,Total tokens,Log Type',
      (i, random) => `${secondsAt(i)},ChatGPT,${lengthOf(random)},${lengthOf(random)},0,Conversation log`,
    ),
  mooncake: () => lines('', (i, random) => JSON.stringify({ timestamp: STEP_MS * i, ...withBlocks(i, random, 512) })),
  qwen_bailian: () =>
    lines('', (i, random) => {
      const chat = { chat_id: i, parent_chat_id: i % 3 === 0 ? -1 : i - 1, timestamp: STEP_MS * i * 1e-3 };
      return JSON.stringify({ ...chat, type: 'text', turn: i % 3, ...withBlocks(i, random, 16) });
    }),
  agent_sessions: () =>
    lines(
      'session_id,turn,model,start_s,gap_s,input_tokens,output_tokens',
      (i, random) => `s${Math.floor(i / 20)},${i % 20},m,${(i % 20) * 3},0,${lengthOf(random)},${lengthOf(random)}`,
    ),
  servegen: () => {
    const lengths = Array.from({ length: 1000 }, (_, i) => [i + 1, 0.001]);
    const clients = Array.from({ length: CLIENTS }, (_, client) => ({
      client,
      windows: Array.from({ length: 6 }, (_, i) => [600 * i, ROWS / CLIENTS / 3600, 2, 'Gamma', 0.25, 1]),
      datasets: [{ t: 0, input_tokens: lengths, output_tokens: lengths }],
    }));
    return clients.map((client) => `${JSON.stringify(client)}\n`).join('');
  },
};

const STEP_MS = 40;
const CLIENTS = 100;

function lines(header: string, row: (i: number, random: RandomStream) => string): string {
  const random = new Streams('texts', 0).named(header);
  const rows = Array.from({ length: ROWS }, (_, i) => row(i, random));
  return `${[...(header === '' ? [] : [header]), ...rows].join('\n')}\n`;
}

function secondsAt(i: number): string {
  return (STEP_MS * i * 1e-3).toFixed(2);
}

function lengthOf(random: RandomStream): number {
  return 1 + random.below(400);
}

/** A prompt of 1 to 8 blocks, and its answer. */
function withBlocks(i: number, random: RandomStream, blockTokens: number) {
  const count = 1 + random.below(8);
  return {
    input_length: count * blockTokens,
    output_length: lengthOf(random),
    hash_ids: Array.from({ length: count }, (_, block) => 8 * i + block),
  };
}
