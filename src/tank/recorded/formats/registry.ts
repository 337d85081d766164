import { agentSessions } from './agent-sessions.js';
import { azureLlm } from './azure-llm.js';
import { burstGpt } from './burstgpt.js';
import { mooncake } from './mooncake.js';
import { csv } from './normal-csv.js';
import { jsonl } from './normal-jsonl.js';
import { parquet } from './normal-parquet.js';
import { qwenBailian } from './qwen-bailian.js';
import { servegen } from './servegen.js';

/**
 * The only list of recorded trace formats: names, recognition and messages derive from it. A new one is a file that says
 * how a row is read, and a line here. The first format that matches a file is taken.
 */
export const formats = {
  azure_llm: azureLlm,
  burstgpt: burstGpt,
  mooncake,
  qwen_bailian: qwenBailian,
  agent_sessions: agentSessions,
  servegen,
  csv,
  jsonl,
  parquet,
};
