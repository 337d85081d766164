import { expect, expectTypeOf, test } from 'vitest';
import { camelKeys } from '../../../src/core/input/camel-keys.js';

test('keys of a form become camelCase, one level deep', () => {
  const form = { id: 'a', max_queue: 5, ab_test_model_a: 'b', price: { per_unit: 1 } };
  expect(camelKeys(form)).toStrictEqual({ id: 'a', maxQueue: 5, abTestModelA: 'b', price: { per_unit: 1 } });
});

test('keys without a value are left out, so that they do not hide a default', () => {
  const form: { readonly max_queue?: number | undefined; readonly speed: number } = { max_queue: undefined, speed: 0 };
  expect(camelKeys(form)).toStrictEqual({ speed: 0 });
});

test('the type has the same keys, optional where a value may be absent', () => {
  const form: { readonly max_queue?: number | undefined; readonly up_to: number } = { up_to: 1 };
  expectTypeOf(camelKeys(form)).toEqualTypeOf<{ readonly maxQueue?: number; readonly upTo: number }>();
});
