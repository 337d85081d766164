import { describe, expect, test } from 'vitest';
import { classesSchema } from '../../../../src/tank/scenario/form/classes-schema.js';
import { CLASS_LIMIT } from '../../../../src/tank/trace/trace.js';

describe('the list of classes of a scenario', () => {
  const messages = (classes: unknown) =>
    classesSchema()
      .safeParse(classes)
      .error?.issues.map(({ message }) => message);

  test('has defaults', () => {
    expect(classesSchema().parse([{ name: 'chat' }])).toEqual([{ name: 'chat', weight: 1, priority: 0 }]);
  });

  test.each([
    [[], 'expected at least one class'],
    [[{ name: 'a' }, { name: 'a' }], 'expected a different name for each class'],
    [[{ name: 'a', weight: 0 }], 'expected a weight above 0'],
    [[{ name: 'a b' }], 'expected letters, digits and . _ : @ / -, 1 to 64 characters'],
    [Array.from({ length: CLASS_LIMIT + 1 }, (_, c) => ({ name: `c${c}` })), 'expected at most 254 classes'],
  ])('%j: %s', (classes, message) => {
    expect(messages(classes)).toEqual([message]);
  });
});
