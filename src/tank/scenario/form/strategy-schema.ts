import { z } from 'zod';
import { duration, wholeNumber } from '../../../core/input/index.js';
import { policySchema, type routerSchema, strategyConfig, strategySchema } from '../../../router/config/index.js';
import type { StrategyPlan } from '../../plan/index.js';
import type { OwnPolicies } from '../own-policies.js';

/** Most strategies of a scenario. */
const STRATEGY_LIMIT = 100;

/** Most routers of a scenario. */
const ROUTER_LIMIT = 64;

export function routerCount() {
  return wholeNumber(1, ROUTER_LIMIT);
}

export const telemetrySchema = z.strictObject({
  interval: duration()
    .default(0)
    .meta({ description: 'time between reports of load; 0 = with every change; default 0' }),
  delay: duration().default(0).meta({ description: 'time that a report takes to the routers; default 0' }),
});

/** A strategy of a router, with what a simulation adds. */
const simulatedStrategySchema = strategySchema
  .extend({
    telemetry: telemetrySchema.optional().meta({ description: 'replaces that of the scenario' }),
    routers: routerCount().optional().meta({ description: 'replaces that of the scenario' }),
  })
  .meta({ ...strategySchema.meta() });

export const strategiesSchema = z
  .array(
    z
      .union([policySchema, simulatedStrategySchema])
      .meta({ description: 'the name of a policy, or a strategy written out' }),
    { error: 'expected a list of strategies' },
  )
  .min(1, 'expected at least one strategy')
  .max(STRATEGY_LIMIT, `expected at most ${STRATEGY_LIMIT} strategies`);

/** An entry of `strategies`. */
export type StrategyEntry = z.output<typeof strategiesSchema>[number];

/** What a scenario says of routing for all strategies. */
interface CommonRouting {
  readonly router: z.output<typeof routerSchema>;
  readonly telemetry?: z.output<typeof telemetrySchema> | undefined;
  readonly routers?: number | undefined;
}

/**
 * A checked strategy with what the scenario says for all of them.
 * @param own the policies that are not in the registry, by name of their strategy
 */
export function strategyPlan(
  entry: StrategyEntry,
  common: CommonRouting,
  own: OwnPolicies,
): Omit<StrategyPlan, 'place'> {
  const written: Exclude<StrategyEntry, string> = typeof entry === 'string' ? { policy: entry } : entry;
  const { telemetry = common.telemetry, routers = common.routers, ...strategy } = written;
  const config = strategyConfig(strategy, common.router);
  return {
    ...config,
    ...ownPolicy(config, own),
    telemetry: { intervalMs: telemetry?.interval ?? 0, delayMs: telemetry?.delay ?? 0 },
    routers: routers ?? 1,
  };
}

function ownPolicy({ name, policy, layers }: ReturnType<typeof strategyConfig>, own: OwnPolicies) {
  if (typeof policy === 'string') return { policy };
  const mine = own.get(name);
  if (mine === undefined) throw new Error(`the policy of ${name} was not loaded`);
  return { policy: mine.policy, layers: mine.affinity ? { affinity: true, ...layers } : layers };
}
