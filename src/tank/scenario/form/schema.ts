import { z } from 'zod';
import { duration, nameText, prose, share, text, wholeNumber } from '../../../core/input/index.js';
import { alertsSchema, routerSchema } from '../../../router/config/index.js';
import { DEFAULT_QUANTILES } from '../../measures/index.js';
import { eventsSchema } from './event-schema.js';
import { failuresSchema } from './failures-schema.js';
import { fleetSchema } from './fleet-schema.js';
import { measurePath, quantilesSchema } from './measure-form.js';
import { isReserved, reservedText } from './reserved-names.js';
import { serviceSchema } from './service-schema.js';
import { precisionSchema, REPLICATION_LIMIT, selectSchema } from './stopping-schema.js';
import { routerCount, strategiesSchema, telemetrySchema } from './strategy-schema.js';
import { sweepSchema } from './sweep-schema.js';
import { toleranceSchema } from './tolerance-schema.js';
import { workloadSchema } from './workload-schema.js';

/** Version of the scenario form, as files state it. */
export const SCENARIO_SCHEMA = 'wavetank.scenario/1';

export { REPLICATION_LIMIT } from './stopping-schema.js';

const DEFAULT_MEASURE = 'response_time_ms.p99';

/**
 * A scenario as users write it: every key with its unit and default. Rules between keys are in checks.ts, so that the
 * two can be told at once. Descriptions become the help of editors through the JSON Schema.
 */
export const scenarioSchema = z
  .strictObject({
    schema: z.literal(SCENARIO_SCHEMA).meta({ description: 'version of this form' }),
    name: nameText('[a-z0-9-]', 64, 'lower-case letters, digits and "-"')
      .refine((name) => !isReserved(name), { error: ({ input }) => reservedText(String(input)) })
      .meta({ description: 'name of the scenario and of the folder of its results' }),
    question: prose(1000).optional().meta({ description: 'what the scenario asks' }),
    expected: prose(1000).optional().meta({ description: 'the answer that is expected, and why' }),
    seed: z
      .union([text('[\\s\\S]', 200, 'text'), z.int().transform(String)], {
        error: 'expected text, 1 to 200 characters, or a whole number',
      })
      .optional()
      .meta({
        description: 'key of all random streams: text, or a whole number, which means its digits; default: the name',
      }),
    fleet: fleetSchema.meta({ description: 'models, their endpoints and the servers behind them' }),
    workload: workloadSchema.meta({ description: 'the requests, the same for every strategy' }),
    service: serviceSchema().meta({
      description:
        'time that a request occupies a slot at speed 1: from its tokens, or with a kind from a distribution',
    }),
    client: z
      .strictObject({
        timeout: duration({ positive: true })
          .optional()
          .meta({ description: 'from arrival over all attempts, such as 30s; default: none' }),
      })
      .default({ timeout: undefined })
      .meta({ description: 'who sends the requests' }),
    telemetry: telemetrySchema.optional().meta({
      description: 'load reports of endpoints; default: every change, immediately',
    }),
    routers: routerCount()
      .optional()
      .meta({ description: 'routers that requests are split among, each with its own counts; default 1' }),
    router: routerSchema.default({}).meta({ description: 'configuration of the router for all strategies' }),
    strategies: strategiesSchema.meta({ description: 'the strategies that are compared' }),
    baseline: prose(64)
      .optional()
      .meta({ description: 'strategy that the others are compared with; default: the first' }),
    compare: z
      .array(measurePath(), { error: 'expected a list of measures' })
      .min(1, 'expected at least one measure')
      .default([DEFAULT_MEASURE])
      .meta({ description: `measures that strategies are compared by; default [${DEFAULT_MEASURE}]` }),
    quantiles: quantilesSchema.optional().meta({
      description: `quantiles of times, in percent; default [${DEFAULT_QUANTILES.join(', ')}]`,
    }),
    tolerance: toleranceSchema.optional(),
    replications: wholeNumber(1, REPLICATION_LIMIT)
      .default(1)
      .meta({ description: 'independent runs of each strategy; default 1' }),
    precision: precisionSchema.optional().meta({
      description: 'more replications, in batches, until estimates are as precise as this; default: none',
    }),
    select: selectSchema.optional().meta({
      description: 'more replications, in batches, until one strategy remains as the best; default: none',
    }),
    warm_up: z
      .union([z.literal('auto'), duration()], { error: 'expected a duration with a unit, such as 30s, or auto' })
      .default(0)
      .meta({
        description: 'start of each run that estimates exclude, such as 30s; auto: found by MSER-5; default 0',
      }),
    slo: z
      .strictObject({
        response_time: duration({ positive: true }).meta({ description: 'longest response time of a good request' }),
        attainment: share().default(0.99).meta({ description: 'share of requests that should be good; default 0.99' }),
      })
      .optional()
      .meta({ description: 'service level objective: defines goodput; default: none' }),
    sweep: sweepSchema.optional(),
    failures: failuresSchema.default([]).meta({ description: 'attempts that fail, and how; default: none' }),
    alerts: alertsSchema.default([]).meta({ description: 'rules of alerts, evaluated every second; default: none' }),
    events: eventsSchema.default([]).meta({ description: 'changes of single endpoints at set times; default: none' }),
  })
  .meta({ title: 'wavetank scenario', description: 'A question about request routing, as an experiment' });

/** A scenario that satisfies the schema. */
export type Scenario = z.output<typeof scenarioSchema>;
