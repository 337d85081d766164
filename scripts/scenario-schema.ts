/** Writes the JSON Schema of scenarios, which editors read: npx tsx scripts/scenario-schema.ts */
import { writeFile } from 'node:fs/promises';
import { scenarioJsonSchema } from '../src/tank/scenario/index.js';

const file = new URL('../scenarios/scenario.schema.json', import.meta.url);
await writeFile(file, `${JSON.stringify(scenarioJsonSchema(), null, 2)}\n`);
