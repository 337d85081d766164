import { EXPECTED_ID, EXPECTED_SOME_TOKENS, EXPECTED_TOKENS, idOf, numberOf, tokensOf, wrong } from './field-values.js';
import { type CsvFormat, type FormatEntry, hasColumns } from './trace-format.js';

/**
 * Calls of coding agents: `session_id,turn,model,start_s,gap_s,input_tokens,output_tokens,…`, with times from the start of
 * the session. When the sessions themselves began is not in the file: here they begin a minute apart, in the order of
 * the file. Calls may overlap; the prompt is the whole context.
 * Source: Hugging Face Exgentic/agent-llm-traces.
 */
const REQUIRED = ['start_s', 'session_id', 'input_tokens', 'output_tokens'] as const;
const [START, SESSION, PROMPT, OUTPUT] = REQUIRED;
const SESSION_GAP_MS = 60_000;

export const agentSessions: FormatEntry = {
  summary: 'calls of coding agents by session (CSV)',
  matches: (line) => hasColumns(line, REQUIRED),
  create: reader,
};

function reader(): CsvFormat {
  const openedMs = new Map<string, number>(); // by session id
  return {
    text: 'csv',
    required: REQUIRED,
    optional: [],
    isUnordered: true,
    decode(fields, [start, session, prompt, output], row) {
      const startS = numberOf(fields[start]);
      if (!(startS >= 0)) return wrong(START, fields[start], 'expected seconds from the start of the session');
      const id = idOf(fields[session]);
      if (id === undefined || id === '') return wrong(SESSION, fields[session], EXPECTED_ID);
      row.promptTokens = tokensOf(fields[prompt], 1);
      row.outputTokens = tokensOf(fields[output]);
      if (!(row.promptTokens >= 1)) return wrong(PROMPT, fields[prompt], EXPECTED_SOME_TOKENS);
      if (!(row.outputTokens >= 0)) return wrong(OUTPUT, fields[output], EXPECTED_TOKENS);
      let opened = openedMs.get(id);
      if (opened === undefined) openedMs.set(id, (opened = openedMs.size * SESSION_GAP_MS));
      row.atMs = opened + 1000 * startS;
      row.session = id;
      return undefined;
    },
  };
}
