import { expect, test } from 'vitest';
import { ManualClock } from '../../../src/core/clock.js';
import { Fleet, type ModelConfig, UNKNOWN_NAME, UNLIMITED } from '../../../src/router/index.js';

const clock = new ManualClock();
const fleetOf = (...models: ModelConfig[]) => new Fleet({ models, clock });

test('endpoints count up in order of declaration; a single replica has the id of its model', () => {
  const fleet = fleetOf({ id: 'large', replicas: 2 }, { id: 'tiny' }, { id: 'small', replicas: 3 });
  expect(fleet.endpointIds).toEqual(['large/0', 'large/1', 'tiny', 'small/0', 'small/1', 'small/2']);
  expect(fleet.modelIds).toEqual(['large', 'tiny', 'small']);
  expect([...fleet.endpoints.modelIndex]).toEqual([0, 0, 1, 2, 2, 2]);
  expect(fleet.models.endpoints).toEqual([[0, 1], [2], [3, 4, 5]]);
  expect(fleet.endpointIndex('small/1')).toBe(4);
  expect(fleet.modelIndex('small')).toBe(2);
});

test('unknown names have no index', () => {
  const fleet = fleetOf({ id: 'a', replicas: 2 });
  expect(fleet.endpointIndex('a')).toBe(-1);
  expect(fleet.endpointIndex('a/2')).toBe(-1);
  expect(fleet.modelIndex('a/0')).toBe(UNKNOWN_NAME);
  expect(fleet.modelIndex('constructor')).toBe(UNKNOWN_NAME);
});

test('an endpoint works on 10 requests and queues 5, with target 0.8, where nothing else is said', () => {
  const { endpoints } = fleetOf({ id: 'a' }, { id: 'b', maxConcurrent: 4, maxQueue: Infinity, targetUtilization: 0.5 });
  expect([...endpoints.maxConcurrent]).toEqual([10, 4]);
  expect([...endpoints.maxQueue]).toEqual([5, UNLIMITED]);
  expect([...endpoints.targetUtilization]).toEqual([0.8, 0.5]);
});

test('a replica has what is said of it by itself, else what its model has', () => {
  const { endpoints, endpointIds, regions, metadata } = fleetOf(
    {
      id: 'a',
      maxConcurrent: 4,
      region: 'eu',
      endpoints: [{ metadata: 'first' }, { maxConcurrent: 8, region: 'us', weight: 2 }],
    },
    { id: 'b', endpoints: [{ maxQueue: 0 }] },
  );
  expect(endpointIds).toEqual(['a/0', 'a/1', 'b']);
  expect([...endpoints.maxConcurrent]).toEqual([4, 8, 10]);
  expect([...endpoints.maxQueue]).toEqual([5, 5, 0]);
  expect([...endpoints.weight]).toEqual([0, 2, 0]);
  expect([...endpoints.region].map((region) => regions.names()[region])).toEqual(['eu', 'us', undefined]);
  expect(metadata).toEqual(['first', undefined, undefined]);
});

test('everything starts healthy, with nothing in flight', () => {
  const { endpoints } = fleetOf({ id: 'a', replicas: 2 });
  expect([...endpoints.health]).toEqual([0, 0]);
  expect([...endpoints.inFlight]).toEqual([0, 0]);
});

test.each([
  { models: [], message: 'a fleet needs at least one model' },
  { models: [{ id: 'a' }, { id: 'b', replicas: 0 }], message: 'replicas of "b" is 0: expected a whole number from 1' },
  { models: [{ id: 'a' }, { id: 'a' }], message: 'two models of a fleet have the same id: a' },
  {
    models: [{ id: 'a', replicas: 2 }, { id: 'a/1' }],
    message: 'two endpoints of a fleet have the same id: a/1',
  },
  {
    models: [{ id: 'a', maxConcurrent: 0 }],
    message: 'maxConcurrent of "a" is 0: expected a whole number from 1 to 1073741824',
  },
  {
    models: [{ id: 'a', maxQueue: 1.5 }],
    message: 'maxQueue of "a" is 1.5: expected a whole number from 0 to 1073741824',
  },
  {
    models: [{ id: 'a', replicas: 3, endpoints: [{}, {}] }],
    message: '"a" has 3 replicas and 2 endpoints: expected equal numbers',
  },
  { models: [{ id: 'a', endpoints: [] }], message: 'replicas of "a" is 0: expected a whole number from 1' },
  {
    models: [{ id: 'a', endpoints: [{}, { maxConcurrent: 0 }] }],
    message: 'maxConcurrent of "a/1" is 0: expected a whole number from 1 to 1073741824',
  },
  {
    models: [{ id: 'a', targetUtilization: 0 }],
    message: 'targetUtilization of "a" is 0: expected a number above 0 and at most 1',
  },
])('a fleet that cannot be is refused: $message', ({ models, message }) => {
  expect(() => fleetOf(...models)).toThrow(message);
});
