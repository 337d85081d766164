import { InputError, Streams } from '../../core/index.js';
import type { Plan } from '../plan/index.js';
import type { Trace } from '../trace/index.js';
import { generateTrace, waitsForAnswers } from '../traffic/index.js';

/**
 * The requests of one replication of a scenario, as every strategy meets them.
 * @param file of the scenario, as mistakes are told
 * @throws InputError where there are none before it runs: they are recorded, or wait for answers
 */
export function madeTrace({ workload, seed }: Plan, replication: number, file?: string): Trace {
  const refusal = (message: string, advice: string) =>
    new InputError([{ ...(file !== undefined && { file }), message, advice }]);
  if (workload.kind !== 'synthetic')
    throw refusal('the scenario has no made traffic', 'expected a scenario with arrivals');
  if (waitsForAnswers(workload)) {
    throw refusal(
      'the traffic of the scenario depends on the fleet: requests wait for answers',
      'expected a scenario whose requests do not wait for answers',
    );
  }
  try {
    return generateTrace(workload, new Streams(seed, replication));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw refusal(error.message, 'nothing was made');
  }
}
