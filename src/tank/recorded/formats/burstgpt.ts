import { EXPECTED_ID, EXPECTED_SOME_TOKENS, idOf, tokensOf, wrong } from './field-values.js';
import { TimeColumn } from './time-column.js';
import { type CsvFormat, type FormatEntry, type FormatOptions, hasColumns } from './trace-format.js';

/**
 * The BurstGPT traces: v1 is `Timestamp,Model,Request tokens,Response tokens,Total tokens,Log Type`, v2 has a session
 * (empty for requests through the API) and an elapsed time besides. Times are seconds, whole or with decimals, from any
 * origin. A response of 0 tokens is a request that failed at its source: it is refused, and left out where bad rows are
 * skipped, or kept on demand. The log type becomes the class.
 * Source: github.com/HPMLL/BurstGPT; Wang et al. (2025), BurstGPT, KDD.
 */
const REQUIRED = ['Timestamp', 'Request tokens', 'Response tokens'] as const;
const [TIME, PROMPT, OUTPUT] = REQUIRED;
const OPTIONAL = ['Session ID', 'Log Type'] as const;

export const burstGpt: FormatEntry = {
  summary: 'BurstGPT traces, v1 and v2 (CSV)',
  matches: (line) => hasColumns(line, REQUIRED),
  signature: { text: 'csv', columns: REQUIRED },
  create: reader,
  ownKey: 'keep_failed',
};

function reader({ keepFailed = false, timeUnit }: FormatOptions): CsvFormat {
  const times = new TimeColumn(TIME, { unit: 's', from: 'instant', given: timeUnit });
  return {
    text: 'csv',
    required: REQUIRED,
    time: times,
    optional: OPTIONAL,
    decode(fields, [time, prompt, output, session, logType], row) {
      const wrongTime = times.read(fields[time], row);
      if (wrongTime !== undefined) return wrongTime;
      row.promptTokens = tokensOf(fields[prompt], 1);
      row.outputTokens = tokensOf(fields[output]);
      if (!(row.promptTokens >= 1)) return wrong(PROMPT, fields[prompt], EXPECTED_SOME_TOKENS);
      if (row.outputTokens === 0 && !keepFailed) return wrong(OUTPUT, fields[output], FAILED);
      if (!(row.outputTokens >= 0)) return wrong(OUTPUT, fields[output], EXPECTED_SOME_TOKENS);
      const id = session < 0 ? '' : idOf(fields[session]);
      if (id === undefined) return wrong(OPTIONAL[0], fields[session], EXPECTED_ID);
      row.session = id;
      row.requestClass = logType < 0 ? '' : classOf(fields[logType]);
      return undefined;
    },
  };
}

const FAILED = 'a request that failed at its source: --skip-bad-rows skips it, --keep-failed keeps it';

function classOf(logType: string): string {
  if (logType === 'Conversation log') return 'conversation';
  return logType === 'API log' ? 'api' : '';
}
