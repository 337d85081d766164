import { z } from 'zod';
import { camelKeys, duration, nameText, plainNumber, tokenCount, wholeNumber } from '../../../core/input/index.js';
import { CLASS_LIMIT, PRIORITY_LIMIT } from '../../trace/index.js';
import { distributionSchema, type RequestClass } from '../../traffic/index.js';
import { wantsOf, wantsShape } from './wish-schema.js';

export function classNameSchema() {
  return nameText('[A-Za-z0-9._:@/-]', 64, 'letters, digits and . _ : @ / -');
}

/** How soon requests want their answers. */
export const urgencyShape = {
  priority: wholeNumber(-PRIORITY_LIMIT, PRIORITY_LIMIT)
    .default(0)
    .meta({ description: 'the higher, the more urgent; no effect yet; default 0' }),
  deadline: duration({ positive: true })
    .optional()
    .meta({ description: 'time limit for an answer; misses are counted; default: none' }),
};

export function classesSchema() {
  const classSchema = z
    .strictObject({
      name: classNameSchema().meta({ description: 'name of the class' }),
      weight: plainNumber()
        .default(1)
        .meta({ description: 'weight of this class among requests without their own class; default 1' }),
      ...urgencyShape,
      prompt_tokens: distributionSchema(tokenCount, { positive: true })
        .optional()
        .meta({ description: 'length of its prompts; default: that of the workload' }),
      output_tokens: distributionSchema(tokenCount, { positive: true })
        .optional()
        .meta({ description: 'length of its answers; default: that of the workload' }),
      ...wantsShape,
    })
    .transform(({ deadline, model, prefer, capabilities, region, wants, ...form }): RequestClass =>
      camelKeys({
        ...form,
        deadline_ms: deadline,
        wants: wantsOf({ model, prefer, capabilities, region, wants }),
      }),
    );
  return z
    .array(classSchema, { error: 'expected a list of classes, such as [{ name: chat, weight: 3 }, { name: batch }]' })
    .min(1, 'expected at least one class')
    .max(CLASS_LIMIT, `expected at most ${CLASS_LIMIT} classes`)
    .refine((classes) => new Set(classes.map(({ name }) => name)).size === classes.length, {
      error: 'expected a different name for each class',
    })
    .refine((classes) => classes.length === 0 || classes.some(({ weight }) => weight > 0), {
      error: 'expected a weight above 0',
    });
}
