/** Writes what derives from the registries: the JSON Schema of scenarios, and tables of the documentation. */
import { readFileSync, writeFileSync } from 'node:fs';
import { scenarioJsonSchema } from '../src/index.js';
import { schemaPage } from '../src/tank/database/schema-page.js';
import { measuresTable } from '../src/tank/report/measures-page.js';
import { policiesTable } from '../src/tank/report/policies-page.js';

const at = (path: string) => new URL(`../${path}`, import.meta.url);

writeFileSync(at('scenarios/scenario.schema.json'), `${JSON.stringify(scenarioJsonSchema(), null, 2)}\n`);

writeTable('docs/measures.md', 'measures', measuresTable());
writeTable('docs/router.md', 'policies', policiesTable());
writeTable('docs/database.md', 'schema', schemaPage());

/** @param name of the comment in the page that the table comes after, up to the comment `end` */
function writeTable(path: string, name: string, table: string): void {
  const page = at(path);
  const between = new RegExp(`(?<=<!-- ${name} -->\\n)[^]*(?=<!-- end -->)`);
  writeFileSync(
    page,
    readFileSync(page, 'utf8').replace(between, () => `\n${table}\n\n`),
  );
}
