import {
  expectedOneOf,
  listed,
  type Mistake,
  type Path,
  quoted,
  suggesting,
  valueOf,
  wrongValue,
} from '../../../core/input/index.js';
import { alertKinds } from '../../../router/monitoring/index.js';

/** Rules on alerts: what they watch is there. */
export function alertMistakes(scenario: unknown): Mistake[] {
  const models = listOf(valueOf(scenario, 'fleet', 'models'));
  const ids = idsOf(models);
  const limited = idsOf(models.filter((model) => valueOf(model, 'quota') !== undefined));
  return listOf(valueOf(scenario, 'alerts')).flatMap((alert, a) => {
    const path = ['alerts', a];
    const model = valueOf(alert, 'model');
    if (typeof model === 'string' && ids.length > 0 && !ids.includes(model)) {
      const advice = suggesting(expectedOneOf(ids), model);
      return [wrongValue([...path, 'model'], `unknown model ${quoted(model)}`, advice)];
    }
    return needsQuota(valueOf(alert, 'kind')) ? quotaMistakes(model, limited, path) : [];
  });
}

/** @param limited ids of the models that have a quota */
function quotaMistakes(model: unknown, limited: readonly string[], path: Path): Mistake[] {
  if (limited.length === 0) {
    const advice = 'add a quota to one of fleet.models, or remove the alert';
    return [wrongValue([...path, 'kind'], 'the alert watches quotas, but no model has one', advice)];
  }
  if (typeof model !== 'string' || limited.includes(model)) return [];
  const advice = `expected a model with a quota: ${listed(limited)}`;
  return [wrongValue([...path, 'model'], `the alert watches the quota of ${quoted(model)}, which has none`, advice)];
}

function needsQuota(kind: unknown): boolean {
  return Object.entries(alertKinds).some(([name, { needs }]) => name === kind && needs === 'quota');
}

function idsOf(models: readonly unknown[]): readonly string[] {
  return models.map((model) => valueOf(model, 'id')).filter((id) => typeof id === 'string');
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
