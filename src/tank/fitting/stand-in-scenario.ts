import { Document, isCollection, isScalar, visit } from 'yaml';
import type { Trace } from '../trace/index.js';
import { rounded } from './fit-lengths.js';
import type { TraceFit } from './fit-trace.js';

const REPLICAS = 8;
const SLOTS = 4; // of each
/** Slots of the fleet of a stand-in. */
export const STAND_IN_SLOTS = REPLICAS * SLOTS;
const SERVICE = { base: 20, per_prompt_token: 0.05, per_output_token: 5 }; // ms

/**
 * A scenario whose made traffic stands in for a trace; fleet and service are to be edited.
 * @param name [a-z0-9-]+
 * @param speed of each server
 */
export function standInScenario(
  name: string,
  trace: Trace,
  { workload }: TraceFit,
  speed: number,
): Record<string, unknown> {
  const [hasPrompts, hasOutputs] = [trace.promptTokens.length > 0, trace.outputTokens.length > 0];
  return {
    schema: 'wavetank.scenario/1',
    name,
    question: 'How do the strategies compare on made traffic that stands in for a recorded trace?',
    fleet: {
      models: [
        {
          id: 'server',
          replicas: REPLICAS,
          max_concurrent: SLOTS,
          max_queue: 10 * SLOTS,
          backend: { kind: 'slots', speed: rounded(speed) },
        },
      ],
    },
    workload,
    service:
      hasPrompts || hasOutputs
        ? {
            base: `${SERVICE.base}ms`,
            ...(hasPrompts && { per_prompt_token: `${SERVICE.per_prompt_token}ms` }),
            ...(hasOutputs && { per_output_token: `${SERVICE.per_output_token}ms` }),
          }
        : { kind: 'exponential', mean: `${SERVICE.base}ms` },
    strategies: ['round_robin', 'random', 'least_loaded'],
    baseline: 'round_robin',
    replications: 10,
  };
}

/** The scenario as YAML, with short parts on one line. @param comment lines at its top */
export function scenarioYaml(scenario: Record<string, unknown>, comment: readonly string[]): string {
  const document = new Document(scenario);
  document.commentBefore = comment.map((line) => ` ${line}`).join('\n');
  visit(document, {
    Collection: (_, node) => {
      const isFlat = node.items.every((item) => isScalar(item) || (isPair(item) && !isCollection(item.value)));
      if (isFlat && node !== document.contents) node.flow = true;
    },
  });
  return withFullLines(document.toString({ lineWidth: LINE_WIDTH, flowCollectionPadding: true }));
}

const LINE_WIDTH = 120;

/** Long lists of scalars, which the printer writes one below the other, in lines that are full. */
function withFullLines(yaml: string): string {
  return yaml.replace(/:\n( *)\[\n((?: *[^\s[\]{},]+,?\n)+) *\]/g, (_, indent: string, list: string) => {
    const items = list.split(/[\s,]+/).filter((item) => item !== '');
    const lines: string[] = [];
    for (const item of items) {
      const line = lines.at(-1);
      if (line === undefined || indent.length + line.length + item.length + 6 > LINE_WIDTH) lines.push(`${item},`);
      else lines[lines.length - 1] = `${line} ${item},`;
    }
    return `:\n${indent}[\n${lines.map((line) => `${indent}  ${line}`).join('\n')}\n${indent}]`;
  });
}

function isPair(item: unknown): item is { readonly value: unknown } {
  return typeof item === 'object' && item !== null && 'key' in item && 'value' in item;
}
