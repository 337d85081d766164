import { agentSessions } from './agent-sessions.js';
import { azureLlm } from './azure-llm.js';
import { burstGpt } from './burstgpt.js';
import { mooncake } from './mooncake.js';
import { csvFormat, jsonlFormat, parquetFormat } from './normal-form.js';
import { qwenBailian } from './qwen-bailian.js';
import { PARQUET_MAGIC } from './text-file.js';
import { type FormatOptions, hasColumns, hasKeys, type TraceFormat } from './trace-format.js';

/**
 * The only list of recorded trace formats: names, recognition and messages derive from it. A new one is a file that says
 * how a row is read, and a line here. `matches` sees the first line of a file, or that it is Parquet; the first format
 * that matches is taken.
 */
export const formats = {
  azure_llm: entry({
    summary: 'Azure LLM inference traces of 2023 and 2024 (CSV)',
    matches: (line) => hasColumns(line, ['TIMESTAMP', 'ContextTokens', 'GeneratedTokens']),
    create: () => azureLlm,
  }),
  burstgpt: entry({
    summary: 'BurstGPT traces, v1 and v2 (CSV)',
    matches: (line) => hasColumns(line, ['Timestamp', 'Request tokens', 'Response tokens']),
    create: burstGpt,
    ownKey: 'keep_failed',
  }),
  mooncake: entry({
    summary: 'Mooncake traces, with the blocks of prompts (JSON Lines)',
    matches: (line) => hasKeys(line, ['timestamp', 'input_length', 'output_length']) && !hasKeys(line, ['chat_id']),
    create: mooncake,
  }),
  qwen_bailian: entry({
    summary: 'Qwen-Bailian usage traces, with the blocks of prompts (JSON Lines)',
    matches: (line) => hasKeys(line, ['chat_id', 'parent_chat_id', 'timestamp', 'input_length']),
    create: qwenBailian,
  }),
  agent_sessions: entry({
    summary: 'calls of coding agents by session (CSV)',
    matches: (line) => hasColumns(line, ['session_id', 'start_s', 'input_tokens', 'output_tokens']),
    create: agentSessions,
  }),
  servegen: entry({
    summary: 'ServeGen client pools, from which traffic is drawn (JSON Lines)',
    matches: (line) => hasKeys(line, ['client', 'windows']),
    ownKey: 'rate',
  }),
  csv: entry({
    summary: 'the normal form wavetank.trace/1, or other columns by a mapping (CSV)',
    matches: (line) => hasColumns(line, ['arrival_ms']) || hasColumns(line, ['arrival_s']),
    create: (options, line) => csvFormat(withTime(options, hasColumns(line, ['arrival_ms']))),
    ownKey: 'columns',
  }),
  jsonl: entry({
    summary: 'the normal form wavetank.trace/1, or other keys by a mapping (JSON Lines)',
    matches: (line) => hasKeys(line, ['arrival_ms']) || hasKeys(line, ['arrival_s']),
    create: (options, line) => jsonlFormat(withTime(options, hasKeys(line, ['arrival_ms']))),
    ownKey: 'columns',
  }),
  parquet: entry({
    summary: 'the normal form wavetank.trace/1, or other columns by a mapping (Parquet)',
    matches: (line) => line === PARQUET_MAGIC,
    create: (options, line) =>
      parquetFormat(withTime(options, hasColumns(line, ['arrival_ms']) || !hasColumns(line, ['arrival_s']))),
    ownKey: 'columns',
  }),
};

export type FormatName = keyof typeof formats;

/** @returns the format of a file by its first line, undefined when none is known */
export function recogniseFormat(firstLine: string): FormatName | undefined {
  const names = Object.keys(formats) as FormatName[];
  return names.find((name) => formats[name].matches(firstLine));
}

/** Whether traffic is drawn from files of a format. */
export function isDrawn(name: FormatName): boolean {
  return formats[name].create === undefined;
}

/** Keys of a scenario's `trace` that only some formats use. */
export type OwnKey = 'columns' | 'keep_failed' | 'rate';

/** The formats that use a key, for advice. */
export function formatsWith(key: OwnKey): string {
  const names = Object.keys(formats) as FormatName[];
  return names.filter((name) => formats[name].ownKey === key).join(', ');
}

/** The formats, for advice. */
export function knownFormats(): string {
  const list = Object.entries(formats).map(([name, { summary }]) => `${name} (${summary})`);
  return `known formats: ${list.join('; ')}`;
}

interface FormatEntry {
  readonly summary: string;
  readonly matches: (firstLine: string) => boolean;
  /**
   * Absent where a file has no requests to be read, but something to draw them from.
   * @param firstLine of Parquet the names of its columns @returns a reader for one file: it may keep state
   */
  readonly create?: (options: FormatOptions, firstLine: string) => TraceFormat;
  /** Absent where it uses none of them. */
  readonly ownKey?: OwnKey;
}

function entry(format: FormatEntry): FormatEntry {
  return format;
}

/** Without a mapping a file of the normal form may give its times in seconds. */
function withTime(options: FormatOptions, isInMs: boolean): FormatOptions {
  return options.columns === undefined && !isInMs ? { ...options, columns: { arrival_s: 'arrival_s' } } : options;
}
