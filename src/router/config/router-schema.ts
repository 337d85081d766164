import { z } from 'zod';
import { healthMonitorSchema } from './health-monitor-schema.js';
import { camelKeys, plainNumber, prose, share, wholeNumber } from '../../core/input/index.js';
import { type Allowed, DEFAULT_ROUTER_OPTIONS, ROUTER_OPTIONS, type RouterOptions } from '../index.js';

const shareAdvice = 'expected a share above 0 and at most 1, such as 0.9, or off (the word, not true or false)';

/** @example Snake<'abTestModelA'> // 'ab_test_model_a' */
type Snake<Key extends string> = Key extends `${infer Head}${infer Tail}`
  ? `${Head extends Lowercase<Head> ? Head : `_${Lowercase<Head>}`}${Snake<Tail>}`
  : Key;

/** Shares may be written in percent. */
type Written<Option> = Option | (number extends Option ? `${number}%` : never);

type RouterShape = {
  [Key in keyof RouterOptions as Snake<Key>]: z.ZodOptional<z.ZodType<RouterOptions[Key], Written<RouterOptions[Key]>>>;
};

const shape = Object.fromEntries(
  Object.entries(ROUTER_OPTIONS).map(([key, { byDefault, allows, description }]) => {
    const said = byDefault === '' ? description : `${description}; default ${byDefault}`;
    return [snakeCase(key), valueOf(allows).optional().meta({ description: said })];
  }),
) as unknown as RouterShape;

/** Configuration of a router. */
export const routerSchema = z.strictObject({
  ...shape,
  health_monitor: healthMonitorSchema.optional().meta({
    description:
      'ejects endpoints by the errors of attempts, and tries them again after a rest; true, or its options; default off',
  }),
});

export type RouterForm = z.output<typeof routerSchema>;

/** The options of a router, with their defaults. */
export function routerOptions({ health_monitor: _, ...form }: RouterForm): RouterOptions {
  return { ...DEFAULT_ROUTER_OPTIONS, ...camelKeys(form) };
}

function valueOf(allows: Allowed): z.ZodType {
  switch (allows.kind) {
    case 'flag':
      return z.boolean();
    case 'id of a model':
      return prose(100);
    case 'share or off':
      return z.union([z.number({ error: shareAdvice }).positive(shareAdvice).max(1, shareAdvice), z.literal('off')], {
        error: shareAdvice,
      });
    case 'one of':
      return z.enum(allows.names as [string, ...string[]]);
    case 'share above 0':
      return share();
    case 'whole number':
      return wholeNumber(allows.min, allows.max);
    case 'number':
      return plainNumber({ least: allows.min, most: allows.max });
  }
}

function snakeCase(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
