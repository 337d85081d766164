import { type FormatEntry, hasKeys } from './trace-format.js';

/** Pools of clients, from which traffic is drawn: no rows of requests are read (client-pool/). */
export const servegen: FormatEntry = {
  summary: 'ServeGen client pools, from which traffic is drawn (JSON Lines)',
  matches: (line) => hasKeys(line, ['client', 'windows']),
  ownKey: 'rate',
};
