import { laterTurns } from '../inspection/index.js';
import { sortedColumn } from '../statistics/index.js';
import { pathTo, type PromptBlocks, type Trace } from '../trace/index.js';
import { arrivalForm } from './arrival-form.js';
import { type ArrivalFits, fitArrivals } from './fit-arrivals.js';
import { countForm, empiricalForm, fitLengths, type LengthForm, meanOf, quantileForm } from './fit-lengths.js';
import { outputByPrompt } from './output-by-prompt.js';

/** Made traffic that stands in for a trace. */
export interface TraceFit {
  /** Workload of a scenario, in its own form. */
  readonly workload: Readonly<Record<string, unknown>>;
  /** What was tried for the arrivals (of sessions, where there are some). */
  readonly arrivals: ArrivalFits;
  /** What was chosen and what was left out, in words. */
  readonly notes: readonly string[];
}

/**
 * Fits made traffic to a trace: arrivals by likelihood and dispersion, lengths as a mixture or by their quantiles, outputs
 * by prompt where they depend on it, sessions by their turns, pauses and growth, and the prompt that all begin with.
 * @param trace of 100 requests at least, not all at once
 * @throws RangeError when it has fewer, or they all arrive at once
 */
export function fitTrace(trace: Trace, lengths: LengthForm): TraceFit {
  if (trace.requestCount < LEAST_REQUESTS) {
    throw new RangeError(`${trace.requestCount} requests are too few to fit: at least ${LEAST_REQUESTS} are needed`);
  }
  if (trace.arrivalMs[trace.requestCount - 1] === trace.arrivalMs[0]) {
    throw new RangeError('all requests arrive at the same time: there are no gaps to fit');
  }
  const notes: string[] = [];
  const sessions = sessionsOf(trace, notes);
  const isFirst = firstTurns(trace, sessions);
  const scale = sessions === undefined ? 1 : rateScale(trace, sessions, isFirst);
  const firstMs = trace.arrivalMs.subarray(0, trace.requestCount).filter((_, i) => isFirst[i] === 1);
  const arrivals = fitArrivals(firstMs, scale);
  for (const { kind, reason } of arrivals.leftOut) notes.push(`${kind} arrivals are omitted: ${reason}`);
  const workload = {
    arrivals: arrivalForm(arrivals.chosen.spec, scale),
    ...lengthForms(trace, isFirst, lengths, notes),
    ...(sessions && { sessions: sessionForm(trace, sessions, notes) }),
    ...(trace.blocks && trace.promptTokens.length > 0 && blockForms(trace, trace.blocks, notes)),
    requests: trace.requestCount,
  };
  if (trace.tenant) notes.push('tenants are not fitted: the stand-in has one source for all requests');
  if (trace.requestClass) notes.push('classes are not fitted: the stand-in has one for all requests');
  if (trace.priority?.some((level) => level !== 0)) {
    notes.push('priorities are not fitted: the stand-in has one for all requests');
  }
  if (trace.deadlineMs?.some(Number.isFinite)) notes.push('deadlines are not fitted: the stand-in has none');
  return { workload, arrivals, notes };
}

const LEAST_REQUESTS = 100;

/** Sessions, unless hardly any has a second turn, or they are too few to tell how they come. */
function sessionsOf(trace: Trace, notes: string[]): Int32Array | undefined {
  const { session, requestCount, arrivalMs } = trace;
  if (session === undefined) return undefined;
  const isFirst = firstTurns(trace, session);
  const openedMs = arrivalMs.filter((_, i) => isFirst[i] === 1);
  if (requestCount - openedMs.length < LEAST_LATER_SHARE * requestCount) return undefined;
  if (openedMs.length >= LEAST_SESSIONS && openedMs[0] < openedMs[openedMs.length - 1]) return session;
  const few = `${openedMs.length} ${openedMs.length === 1 ? 'is' : 'are'} too few to fit how they begin`;
  notes.push(`sessions are omitted: ${openedMs.length < LEAST_SESSIONS ? few : 'they all begin at the same time'}`);
  return undefined;
}

const LEAST_LATER_SHARE = 0.01;
const LEAST_SESSIONS = 10;

/** By request: 1 for the first of its session, and for one without. */
function firstTurns({ requestCount }: Trace, session: Int32Array | undefined): Uint8Array {
  const seen = new Set<number>();
  return Uint8Array.from({ length: requestCount }, (_, request) => {
    const s = session?.[request] ?? -1;
    if (s < 0) return 1;
    if (seen.has(s)) return 0;
    seen.add(s);
    return 1;
  });
}

/**
 * What the rate of sessions is to be multiplied by, so that with its turns the rate of requests is that of the trace: also
 * where they all begin in a part of its time.
 */
function rateScale(trace: Trace, session: Int32Array, isFirst: Uint8Array): number {
  const { arrivalMs, requestCount } = trace;
  const { turns } = laterTurns(trace, session);
  const sessions = isFirst.reduce((sum, first) => sum + first, 0);
  const lastOpened = isFirst.lastIndexOf(1);
  const openShare = (arrivalMs[lastOpened] - arrivalMs[0]) / (arrivalMs[requestCount - 1] - arrivalMs[0]);
  return (requestCount / sessions / meanOf(turns)) * openShare;
}

function lengthForms(trace: Trace, isFirst: Uint8Array, wanted: LengthForm, notes: string[]): Record<string, unknown> {
  const { promptTokens, outputTokens } = trace;
  const fitOf = (tokens: Int32Array) => (tokens.length === 0 ? UNKNOWN : fitLengths(tokens, wanted));
  const prompts = fitOf(promptTokens.filter((_, i) => isFirst[i] === 1));
  notes.push(`prompt lengths: ${prompts.reason}`);
  const hasBoth = promptTokens.length > 0 && outputTokens.length > 0;
  const bins = hasBoth ? outputByPrompt(promptTokens, outputTokens) : undefined;
  if (bins === undefined) {
    const outputs = fitOf(outputTokens);
    notes.push(`output lengths: ${outputs.reason}${hasBoth ? "; they do not depend on the prompt's" : ''}`);
    return {
      ...(prompts.form && { prompt_tokens: prompts.form }),
      ...(outputs.form && { output_tokens: outputs.form }),
    };
  }
  notes.push(`output lengths: quantiles in ${bins.length} ranges of prompt length, on which they depend`);
  const forms = bins.map(({ upTo, outputQuantiles }) => ({
    ...(upTo !== Infinity && { up_to: upTo }),
    output_tokens: empiricalForm(outputQuantiles),
  }));
  return { prompt_tokens: prompts.form, output_by_prompt: forms };
}

const UNKNOWN = { form: undefined, reason: 'neither the trace nor the stand-in has any' };

/** Longest run-in, in ms: sessions that last longer are few. */
const RUN_IN_LIMIT_MS = 7_200_000;

function sessionForm(trace: Trace, session: Int32Array, notes: string[]): Record<string, unknown> {
  const { turns, gapMs, newTokens } = laterTurns(trace, session);
  const grows =
    trace.promptTokens.length > 0 && newTokens.filter((tokens) => tokens >= 0).length > newTokens.length / 2;
  const runInMs = Math.min(RUN_IN_LIMIT_MS, meanOf(gapMs) * (meanOf(turns) - 1) * RUN_IN_SESSIONS);
  if (!grows) notes.push('prompts do not grow with a session');
  return {
    turns: countForm(turns),
    think_time: quantileForm(sortedColumn(gapMs), 'ms'),
    ...(grows && { new_tokens: quantileForm(sortedColumn(newTokens.map((tokens) => Math.max(0, tokens)))) }),
    run_in: `${Math.ceil(runInMs / 1000)}s`,
  };
}

/** Sessions run in for so many times their mean length. */
const RUN_IN_SESSIONS = 10;

/** Share of the requests that must begin with a block for it to count as one that all begin with. */
const COMMON_SHARE = 0.9;

function blockForms({ requestCount }: Trace, { last, parent, blockTokens }: PromptBlocks, notes: string[]) {
  const uses = new Float64Array(parent.length);
  const path: number[] = [];
  for (let request = 0; request < requestCount; request++) {
    const count = pathTo(last[request], parent, path);
    for (let i = 0; i < count; i++) uses[path[i]]++;
  }
  const depth = commonDepth(uses, parent, requestCount);
  notes.push(
    depth === 0
      ? 'no block is common to the prompts: what sessions share with each other is not fitted'
      : `the first ${depth === 1 ? 'block is' : `${depth} blocks are`} common to the prompts; what else sessions share is not fitted`,
  );
  const prefixes = { count: 1, tokens: { kind: 'constant', value: depth * blockTokens } };
  return { block_tokens: blockTokens, ...(depth > 0 && { prefixes }) };
}

/** How many blocks nearly all prompts begin with. */
function commonDepth(uses: Float64Array, parent: Int32Array, requestCount: number): number {
  const depthOf = new Int32Array(parent.length); // a block comes after its parent
  let depth = 0;
  parent.forEach((before, block) => {
    depthOf[block] = before < 0 ? 1 : depthOf[before] + 1;
    if (uses[block] >= COMMON_SHARE * requestCount) depth = Math.max(depth, depthOf[block]);
  });
  return depth;
}
