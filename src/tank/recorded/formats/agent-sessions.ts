import { EXPECTED_ID, EXPECTED_SOME_TOKENS, EXPECTED_TOKENS, idOf, tokensOf, wrong } from './field-values.js';
import { TimeColumn } from './time-column.js';
import { type CsvFormat, type FormatEntry, type FormatOptions, hasColumns } from './trace-format.js';

/**
 * Calls of coding agents: `session_id,turn,model,start_s,gap_s,input_tokens,output_tokens,…`, with times from the start of
 * the session. When the sessions themselves began is not in the file: here they begin a minute apart, in the order of
 * the file, unless times are dates. Calls may overlap; the prompt is the whole context.
 * Source: Hugging Face Exgentic/agent-llm-traces.
 */
const REQUIRED = ['start_s', 'session_id', 'input_tokens', 'output_tokens'] as const;
const [START, SESSION, PROMPT, OUTPUT] = REQUIRED;
const SESSION_GAP_MS = 60_000;

export const agentSessions: FormatEntry = {
  summary: 'calls of coding agents by session (CSV)',
  matches: (line) => hasColumns(line, REQUIRED),
  signature: { text: 'csv', columns: REQUIRED },
  create: reader,
};

function reader({ timeUnit }: FormatOptions): CsvFormat {
  const time = new TimeColumn(START, { unit: 's', from: 'start', startOf: 'session', given: timeUnit });
  const openedMs = new Map<string, number>(); // by session id
  return {
    text: 'csv',
    required: REQUIRED,
    time,
    optional: [],
    isUnordered: true,
    decode(fields, [start, session, prompt, output], row) {
      const wrongTime = time.read(fields[start], row);
      if (wrongTime !== undefined) return wrongTime;
      const id = idOf(fields[session]);
      if (id === undefined || id === '') return wrong(SESSION, fields[session], EXPECTED_ID);
      row.promptTokens = tokensOf(fields[prompt], 1);
      row.outputTokens = tokensOf(fields[output]);
      if (!(row.promptTokens >= 1)) return wrong(PROMPT, fields[prompt], EXPECTED_SOME_TOKENS);
      if (!(row.outputTokens >= 0)) return wrong(OUTPUT, fields[output], EXPECTED_TOKENS);
      let opened = openedMs.get(id);
      if (opened === undefined) openedMs.set(id, (opened = openedMs.size * SESSION_GAP_MS));
      row.atMs += opened; // NaN where times are dates
      row.session = id;
      return undefined;
    },
  };
}
