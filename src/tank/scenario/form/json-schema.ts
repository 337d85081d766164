import { z } from 'zod';
import { scenarioSchema } from './schema.js';

/** The scenario form as JSON Schema (draft 2020-12), for the completion and checks of editors. */
export function scenarioJsonSchema(): object {
  return z.toJSONSchema(scenarioSchema, { io: 'input', target: 'draft-2020-12' });
}
