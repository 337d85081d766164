import { describe, expect, test } from 'vitest';
import { autoAssignAll, AutoAssignError, autoAssignResponse } from '../../../src/router/balancing/index.js';

const models = [
  { id: 'A', capabilities: { code: 90, text: 30 }, max_concurrent: 5 },
  { id: 'B', capabilities: { text: 90 }, max_concurrent: 3 },
  { id: 'C', capabilities: { code: 83, text: 20 }, max_concurrent: 8 },
];
const agents = [
  ...[1, 2, 3, 4].map((i) => ({ id: `coder-${i}`, needs: { code: 1 } })),
  { id: 'writer', needs: { text: 1 }, demand_per_s: 2 },
];

/** What is wrong with a request, in its words. */
function mistakesIn(request: unknown): string[] {
  try {
    autoAssignAll(request);
  } catch (error) {
    if (error instanceof AutoAssignError) return error.mistakes.map(({ field, message }) => `${field} ${message}`);
    throw error;
  }
  return [];
}

describe('auto-assign-all', () => {
  test('answers as specified', () => {
    const answer = autoAssignAll({ agents, models, strategy: 'greedy', enable_load_balancing: true });
    expect(autoAssignResponse.parse(answer)).toEqual(answer);
    expect(answer.models).toEqual([
      { model_id: 'A', agents: 2, utilization: 0.4, demand_per_s: 0 },
      { model_id: 'B', agents: 1, utilization: 1 / 3, demand_per_s: 2 },
      { model_id: 'C', agents: 2, utilization: 0.25, demand_per_s: 0 },
    ]);
    expect(answer).toMatchObject({ strategy_used: 'greedy', load_balancing_enabled: true, models_filtered: 0 });
    expect(answer.total_score).toBeCloseTo(90 + 90 * 0.94 + 90 + 83 + 83 * 0.9625, 9);
    expect(answer.assignments[4]).toEqual({
      agent_id: 'writer',
      model_id: 'B',
      capability_score: 90,
      adjusted_score: 90,
      utilization: 0,
      load_factor: 1,
      over_target_factor: 1,
      final_score: 90,
      fallback: false,
    });
  });

  test('takes the defaults of the specification', () => {
    const answer = autoAssignAll({ agents: [{ id: 'a' }], models: [{ id: 'm', active_requests: 9 }] });
    expect(answer).toMatchObject({ strategy_used: 'greedy', load_balancing_enabled: true, avg_utilization: 1 });
    expect(answer.assignments[0].final_score).toBeCloseTo(100 * (1 - 0.3 * 0.9) * 0.8, 9);
  });

  test('assigns by scores that were adjusted by what was observed', () => {
    const halved = { adjusted: (_agent: string, model: string, score: number) => (model === 'A' ? score / 2 : score) };
    const answer = autoAssignAll({ agents, models }, halved);
    expect(answer.models.map((model) => model.agents)).toEqual([0, 1, 4]);
    expect(answer.assignments[0]).toMatchObject({ model_id: 'C', capability_score: 83, adjusted_score: 83 });
  });

  test('has nothing to do without agents', () => {
    expect(autoAssignAll({ agents: [], models })).toMatchObject({ assignments: [], unassigned: [], total_score: 0 });
  });

  test.each<[string, unknown, string[]]>([
    ['nothing', null, ['request is null: expected an object with agents and models']],
    ['a list', [], ['request is a list: expected an object with agents and models']],
    [
      'no agents and no models',
      {},
      ['agents is missing: expected a list of agents', 'models is missing: expected a list of models'],
    ],
    ['no model', { agents, models: [] }, ['models is empty: expected at least one model']],
    [
      'two agents of one id',
      { agents: [...agents, { id: 'writer' }], models },
      ['agents[5].id is "writer": expected an id that no other one has'],
    ],
    [
      'two models of one id',
      { agents, models: [models[0], models[0]] },
      ['models[1].id is "A": expected an id that no other one has'],
    ],
    [
      'a negative capacity',
      { agents, models: [{ id: 'm', max_concurrent: -1, max_queue: -5 }] },
      [
        'models[0].max_concurrent is -1: expected a whole number from 1 to 1073741824',
        'models[0].max_queue is -5: expected a whole number from 0 to 1073741824',
      ],
    ],
    [
      'scores that are no numbers',
      { agents: [{ id: 'a', needs: { code: NaN } }], models: [{ id: 'm', capabilities: { code: NaN } }] },
      [
        'agents[0].needs.code is NaN: expected a number above 0 and at most 1000000000000',
        'models[0].capabilities.code is NaN: expected a number from 0 to 100',
      ],
    ],
    [
      'too many agents',
      { agents: Array.from({ length: 10_001 }, () => null), models },
      ['agents has 10001 entries: expected at most 10000 agents'],
    ],
    [
      'too many models',
      { agents, models: Array.from({ length: 1001 }, () => null) },
      ['models has 1001 entries: expected at most 1000 models'],
    ],
    [
      'an unknown strategy',
      { agents, models, strategy: 'best' },
      ['strategy is "best": expected one of greedy, balanced, optimal'],
    ],
    [
      'unknown keys',
      { agents: [{ id: 'a', demand: 5 }], models: [{ id: 'm', level: 5 }], weight: 1 },
      [
        'agents[0].demand is unknown: there is no such key',
        'models[0].level is unknown: there is no such key',
        'weight is unknown: there is no such key',
      ],
    ],
    [
      'an id that is no text',
      { agents: [{ id: 7 }], models: [{ id: '' }] },
      ['agents[0].id is 7: expected the id of an agent', 'models[0].id is "": expected the id of a model'],
    ],
    [
      'more than optimal can look at',
      {
        agents: Array.from({ length: 1000 }, (_, i) => ({ id: String(i) })),
        models: Array.from({ length: 10 }, (_, i) => ({ id: String(i), max_concurrent: 1000 })),
        strategy: 'optimal',
      },
      [
        'strategy optimal would have to look at 1000 agents × 10000 places: more than 5000000; use greedy, assign fewer agents at once, or give models smaller queues',
      ],
    ],
  ])('refuses %s', (_, request, mistakes) => {
    expect(mistakesIn(request)).toEqual(mistakes);
  });

  test('is not confused by names of every object', () => {
    const names = { constructor: 80, toString: 70 };
    const needs = JSON.parse('{ "constructor": 1, "toString": 1 }') as Record<string, number>;
    const request = {
      agents: [{ id: '__proto__', needs }, { id: 'constructor' }],
      models: [{ id: 'm', capabilities: names }],
    };
    expect(autoAssignAll(request).assignments.map(({ capability_score }) => capability_score)).toEqual([75, 100]);
    expect(autoAssignAll({ ...request, models: [{ id: 'm' }] }).assignments[0].capability_score).toBe(0);
    const proto = JSON.parse('{ "__proto__": 90 }') as Record<string, number>;
    const refused = { agents: [{ id: 'a', needs: proto }], models: [{ id: 'm', capabilities: proto }] };
    expect(mistakesIn(refused)).toEqual([
      'agents[0].needs.__proto__ is "__proto__": expected another name of a capability',
      'models[0].capabilities.__proto__ is "__proto__": expected another name of a capability',
    ]);
  });
});
