import { parsedEach, readText, valueOf, yamlSource } from '../../core/input/index.js';
import { strategyName } from '../../router/config/index.js';
import { SCENARIO_FILE } from './form/scenario-file.js';
import { strategiesSchema } from './form/strategy-schema.js';

/**
 * The line of a scenario file at which each strategy begins, by its name.
 * @throws InputError when the file cannot be read
 */
export async function strategyLines(file: string): Promise<ReadonlyMap<string, number>> {
  const source = yamlSource(await readText(file, SCENARIO_FILE), file, SCENARIO_FILE);
  const lines = new Map<string, number>();
  for (const [s, entry] of parsedEach(strategiesSchema.element, valueOf(source.value, 'strategies')).entries()) {
    const name = entry && strategyName(entry);
    const { line } = source.place(['strategies', s], 'value');
    if (name !== undefined && line !== undefined) lines.set(name, line);
  }
  return lines;
}
