import type { FileKind } from '../../../core/input/index.js';

/** What messages on files call a scenario. */
export const SCENARIO_FILE: FileKind = { noun: 'scenario', hint: 'to write one: wavetank init' };
