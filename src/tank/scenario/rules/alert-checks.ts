import { expectedOneOf, type Mistake, quoted, suggesting, valueOf, wrongValue } from '../../../core/input/index.js';
import { alertKinds } from '../../../router/monitoring/index.js';

/** Rules on alerts: what they watch is there. */
export function alertMistakes(scenario: unknown): Mistake[] {
  const alerts = listOf(valueOf(scenario, 'alerts'));
  const models = listOf(valueOf(scenario, 'fleet', 'models'));
  const ids = models.map((model) => valueOf(model, 'id')).filter((id) => typeof id === 'string');
  const hasQuota = models.some((model) => valueOf(model, 'quota') !== undefined);
  return alerts.flatMap((alert, a) => {
    const model = valueOf(alert, 'model');
    const kind = valueOf(alert, 'kind');
    const mistakes: Mistake[] = [];
    if (typeof model === 'string' && ids.length > 0 && !ids.includes(model)) {
      const advice = suggesting(expectedOneOf(ids), model);
      mistakes.push(wrongValue(['alerts', a, 'model'], `unknown model ${quoted(model)}`, advice));
    }
    if (typeof kind === 'string' && isKind(kind) && alertKinds[kind].needs === 'quota' && !hasQuota) {
      const advice = 'add a quota to one of fleet.models, or remove the alert';
      mistakes.push(wrongValue(['alerts', a, 'kind'], 'the alert watches quotas, but no model has one', advice));
    }
    return mistakes;
  });
}

function isKind(name: string): name is keyof typeof alertKinds {
  return Object.hasOwn(alertKinds, name);
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
