import { expect, test } from 'vitest';
import { InputError } from '../../../src/core/diagnostic.js';
import { capacityRange, valueAt } from '../../../src/tank/studies/capacity-range.js';

const SCENARIO: Readonly<Record<string, unknown>> = {
  'workload.arrivals.rate': '20/s',
  'fleet.models.large.replicas': 4,
  'service.base': '20ms',
  'fleet.models.large.speed': 0.5,
};
const range = (vary: string, seek?: 'highest' | 'lowest') => capacityRange({ vary, seek }, (path) => SCENARIO[path]);

test('of a path alone it goes both ways from the value in the scenario', () => {
  expect(range('workload.arrivals.rate')).toMatchObject({
    unit: '/s',
    sought: 'highest',
    isWhole: false,
    start: 20,
    from: 20 / 64,
    to: 1280,
  });
  expect(range('fleet.models.large.replicas')).toMatchObject({ unit: '', sought: 'lowest', isWhole: true, from: 1 });
  expect(range('fleet.models.large.speed')).toMatchObject({ sought: 'lowest', isWhole: false, start: 0.5 });
});

test('a range that is given is taken, and the unit stands at either end or at both', () => {
  const rates = range('workload.arrivals.rate=20/s..60/s');
  expect(rates).toMatchObject({ from: 20, to: 60, unit: '/s', isWhole: false, start: undefined });
  expect(range('workload.arrivals.rate = 20..60/s')).toEqual(rates);
  expect(valueAt(rates, 31.5)).toBe('31.5/s');
  expect(range('fleet.models.large.replicas=1..9')).toMatchObject({ isWhole: true, sought: 'lowest' });
  expect(valueAt(range('fleet.models.large.replicas=1..9'), 3)).toBe(3);
  expect(range('service.base=5ms..1e2ms')).toMatchObject({ from: 5, to: 100, sought: 'highest' });
  expect(range('fleet.models.large.cache.entries=10..90', 'lowest')).toMatchObject({ isWhole: true, sought: 'lowest' });
});

test('what an answer is measured by is not varied, nor anything that is no text', () => {
  expect(() => range('slo.response_time=1s..4s')).toThrow('the answer is measured by it');
  expect(() => range('seed=1..4')).toThrow('the answer is measured by it');
  expect(() => range(5 as never)).toThrow('vary cannot be 5');
  expect(() => range('workload.arrivals.rate', 'sideways' as never)).toThrow('seek cannot be "sideways"');
});

test('where the usual path is not there, one that is is named', () => {
  const without = (more: Record<string, unknown>) => () =>
    capacityRange({ vary: 'workload.arrivals.rate' }, (path) => more[path]);
  expect(without({ 'workload.trace': { path: 'a.csv' } })).toThrow('such as workload.trace.speed_up=0.5..4');
  expect(without({ 'workload.users': { count: 5 } })).toThrow('such as workload.users.count');
});

test.each([
  ['service.base', 'it is not known what it means'],
  ['fleet.models.large.max_concurrent', 'there is no number in the scenario to start from'],
  ['', 'there is no number in the scenario to start from'],
  ['workload.arrivals.rate=', 'it is no range'],
  ['workload.arrivals.rate=20/s', 'it is no range'],
  ['workload.arrivals.rate=a..b', 'it is no range'],
  ['workload.arrivals.rate=1..2..3', 'it is no range'],
  ['workload.arrivals.rate=-5/s..5/s', 'it is no range'],
  ['workload.arrivals.rate=20/s..60/min', 'it has two units'],
  ['workload.arrivals.rate=60/s..20/s', 'it does not go from less to more'],
  ['workload.arrivals.rate=20/s..20/s', 'it does not go from less to more'],
  ['workload.arrivals.rate=0/s..20/s', 'it is no range'],
  ['fleet.models.large.replicas=1.5..4', 'it has to go from one whole number to another'],
  ['fleet.models.large.replicas=1..1e400', 'it has to go from one whole number to another'],
])('%s is refused: %s', (vary, what) => {
  expect(() => range(vary)).toThrow(InputError);
  expect(() => range(vary)).toThrow(what);
});
