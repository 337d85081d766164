import { z } from 'zod';
import {
  choice,
  type Duration,
  type QuantitySchema,
  type Share,
  duration,
  nameText,
  prose,
  share,
  unknownKind,
  wholeNumber,
} from '../../core/input/index.js';
import {
  ALERT_RULE_LIMIT,
  type AlertKind,
  type AlertKindName,
  alertKindNames,
  alertKinds,
  type AlertRule,
  type AlertUnit,
  SEVERITIES,
  type Severity,
} from '../monitoring/index.js';

const COUNT_LIMIT = 1e9;

/** What a limit is written as, by the unit of its kind. */
const limits: Readonly<Record<AlertUnit, () => z.ZodType<number>>> = {
  share,
  ms: () => duration({ leastMs: 1 }),
};

/** One schema for each kind of alert, made of what its entry declares. */
const [first, ...others] = alertKindNames.map(ruleSchema);

/** Rules of alerts as people write them; a rule without a name has that of its kind. */
export const alertsSchema = z
  .array(z.discriminatedUnion('kind', [first, ...others], { error: unknownKind('alert', alertKindNames) }), {
    error: 'expected a list of alerts, such as [{ kind: overload }, { kind: p99, above: 5s }]',
  })
  .max(ALERT_RULE_LIMIT, `expected at most ${ALERT_RULE_LIMIT} alerts`)
  .superRefine((forms, context) => {
    const names = new Set<string>();
    forms.forEach(({ name, kind, above = limitOf(kind), clear_below = 0 }, i) => {
      const isRepeated = names.has(name ?? kind);
      names.add(name ?? kind);
      if (isRepeated) {
        const message = `two alerts have the name ${name ?? kind}; expected a name of its own for each, given by name`;
        context.addIssue({ code: 'custom', message, path: name === undefined ? [i] : [i, 'name'] });
      }
      if (clear_below > above) {
        const message = 'expected at most the limit of the alert, else it would be raised again at once';
        context.addIssue({ code: 'custom', message, path: [i, 'clear_below'] });
      }
    });
  })
  .transform((forms) =>
    forms.map((form): AlertRule => ({
      name: form.name ?? form.kind,
      kind: form.kind,
      model: form.model,
      above: form.above,
      minAttempts: form.min_attempts,
      forMs: form.for,
      clearBelow: form.clear_below,
      clearForMs: form.clear_for,
      cooldownMs: form.cooldown,
      severity: form.severity,
    })),
  );

/** The keys of all kinds together, for the type of the output: a kind that has no such key refuses it. */
type RuleShape = {
  kind: z.ZodLiteral<AlertKindName>;
  name: z.ZodOptional<z.ZodType<string, string>>;
  model: z.ZodOptional<z.ZodType<string, string>>;
  above: z.ZodOptional<QuantitySchema<Share | Exclude<Duration, 0>>>;
  min_attempts: z.ZodOptional<QuantitySchema<number>>;
  for: z.ZodOptional<QuantitySchema<Duration>>;
  clear_below: z.ZodOptional<QuantitySchema<Share | Exclude<Duration, 0>>>;
  clear_for: z.ZodOptional<QuantitySchema<Duration>>;
  cooldown: z.ZodOptional<QuantitySchema<Duration>>;
  severity: z.ZodOptional<z.ZodType<Severity, Severity>>;
};

/** The default limit of a kind; Infinity where the model has it. */
function limitOf(kind: AlertKindName): number {
  const { limit } = alertKinds[kind];
  return typeof limit === 'number' ? limit : Infinity;
}

function ruleSchema(kindName: AlertKindName) {
  const kind: AlertKind = alertKinds[kindName];
  const limit = limits[kind.unit];
  const shape = {
    kind: z.literal(kindName).meta({ description: kind.summary }),
    name: nameText('[a-z0-9_-]', 64, 'lower-case letters, digits, "_" and "-"')
      .optional()
      .meta({ description: 'name of the alert in results; default: its kind' }),
    model: prose(100).optional().meta({ description: 'id of the model that is watched; default: each model' }),
    ...(kind.hasLimit && {
      above: limit()
        .optional()
        .meta({ description: `limit of the value; default ${kind.limitText}` }),
    }),
    ...(kind.minAttempts !== undefined && {
      min_attempts: wholeNumber(1, COUNT_LIMIT)
        .optional()
        .meta({ description: `attempts in the window from which on there is a value; default ${kind.minAttempts}` }),
    }),
    for: duration()
      .optional()
      .meta({ description: `raised when the condition has held for so long; default ${kind.forMs / 1000}s` }),
    clear_below: limit()
      .optional()
      .meta({ description: 'cleared when the value is below it; default: 0.9 times the limit' }),
    clear_for: duration().optional().meta({ description: 'cleared when it was below for so long; default 0s' }),
    cooldown: duration()
      .optional()
      .meta({ description: 'for so long after it was cleared it is not raised again; default 1m' }),
    severity: choice(SEVERITIES)
      .optional()
      .meta({ description: `${SEVERITIES.join(', ')}; default warning` }),
  };
  return z.strictObject(shape as unknown as RuleShape);
}
