import { describe, expect, test } from 'vitest';
import { outputByPromptSchema } from '../../../../src/tank/scenario/form/output-schema.js';

const constant = (value: number) => ({ kind: 'constant', value }) as const;

describe('answers by the length of prompts', () => {
  test.each([
    [[{ output_tokens: constant(1) }], 'expected at least two bins'],
    [[{ output_tokens: constant(1) }, { output_tokens: constant(1) }], 'expected up_to in every bin but the last'],
    [
      [
        { up_to: 5, output_tokens: constant(1) },
        { up_to: 5, output_tokens: constant(1) },
        { output_tokens: constant(1) },
      ],
      'expected bins in ascending order of up_to',
    ],
  ])('%j is refused: %s', (written, message) => {
    expect(
      outputByPromptSchema()
        .safeParse(written)
        .error?.issues.map((issue) => issue.message),
    ).toEqual([expect.stringContaining(message)]);
  });
});
