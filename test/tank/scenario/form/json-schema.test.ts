import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { scenarioJsonSchema } from '../../../../src/tank/scenario/index.js';

const file = new URL('../../../../scenarios/scenario.schema.json', import.meta.url);

test('scenarios/scenario.schema.json is current (npm run generate)', () => {
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(JSON.parse(JSON.stringify(scenarioJsonSchema())));
});
