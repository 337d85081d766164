/** Writes what derives from the registries: the JSON Schema of scenarios, and the table of measures in the documentation. */
import { readFileSync, writeFileSync } from 'node:fs';
import { scenarioJsonSchema } from '../src/index.js';
import { measuresTable } from '../src/tank/report/measures-page.js';

const at = (path: string) => new URL(`../${path}`, import.meta.url);

writeFileSync(at('scenarios/scenario.schema.json'), `${JSON.stringify(scenarioJsonSchema(), null, 2)}\n`);

const page = at('docs/measures.md');
const [before, after] = readFileSync(page, 'utf8').split(/(?<=<!-- measures -->\n)[^]*(?=<!-- end -->)/);
writeFileSync(page, `${before}\n${measuresTable()}\n\n${after}`);
