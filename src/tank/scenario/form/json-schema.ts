import { z } from 'zod';
import { scenarioSchema } from './schema.js';

/** The scenario form as JSON Schema (draft 2020-12), for the completion and checks of editors: of files, which hold no objects. */
export function scenarioJsonSchema(): object {
  return z.toJSONSchema(scenarioSchema, {
    io: 'input',
    target: 'draft-2020-12',
    unrepresentable: 'any',
    override: ({ jsonSchema }) => {
      if (jsonSchema.oneOf !== undefined) jsonSchema.oneOf = jsonSchema.oneOf.filter((form) => !isObject(form));
    },
  });
}

/** The kind of what a program alone can give. */
function isObject({ properties }: z.core.JSONSchema.BaseSchema): boolean {
  const { kind } = properties ?? {};
  return typeof kind === 'object' && kind.const === 'object';
}
