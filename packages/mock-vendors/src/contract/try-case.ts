import { isVendorError } from '@api-repack/core';
import { type CompareOptions, type Comparison, compare, parsed } from './compare.ts';
import type { ContractCase, Made, StateRule, VendorContract } from './contract.ts';
import type { Difference } from './difference.ts';
import type { ResolvedContract } from './options.ts';
import type { Called, Session } from './session.ts';
import { stateAt, taskPhases } from './task-phases.ts';

/** What became of a case. */
export interface Tried extends Comparison {
  readonly saved: Made;
}

export interface Trying {
  readonly session: Session;
  readonly options: ResolvedContract;
  readonly made: Made;
}

const pollMs = 1_000;

export async function tryCase(one: ContractCase, trying: Trying): Promise<Tried> {
  if (one.states) return pollTask(one, one.states, trying);
  const called = await call(one, trying);
  const { differences, surplus } = judge(one, called, trying.options.contract);
  if (differences.length > 0 || one.change) return { differences, surplus, saved: {} };
  return {
    differences: one.check?.(called.data, trying.made) ?? [],
    surplus,
    saved: one.saves?.(called.data, trying.made) ?? {},
  };
}

function call(one: ContractCase, { session, made }: Trying): Promise<Called> {
  const { endpoint, input, run = (client) => client[endpoint]?.(input?.(made) ?? {}), change } = one;
  return session.call(made, async (client) => run(client, made), change, endpoint);
}

function judge(one: ContractCase, called: Called, { compare: ofVendor }: VendorContract): Comparison {
  const { seen, lost } = called;
  if (lost) return { differences: [noAnswer(lost)], surplus: [] };
  const compared = one.example && seen && compare(one.example, seen, mergedOptions(ofVendor, one));
  if (compared && compared.differences.length > 0) return compared;
  if (one.change) return { differences: acceptedWrongly(called), surplus: [] };
  const differences = called.error ? [unreadable(called.error)] : [];
  return { differences, surplus: compared?.surplus ?? [] };
}

/** Of a failure that is not documented, only the form is compared. */
function mergedOptions(ofVendor: CompareOptions, { compare: own, change }: ContractCase): CompareOptions {
  if (change) return {};
  return { ...ofVendor, ...own, optional: [...(ofVendor.optional ?? []), ...(own?.optional ?? [])] };
}

const acceptedWrongly = ({ error }: Called): Difference[] =>
  error ? [] : [{ kind: 'code', path: 'body', expected: 'a failure', actual: 'success' }];

export const noAnswer = ({ message }: Error): Difference => ({
  kind: 'no-answer',
  path: 'response',
  expected: 'an answer',
  actual: message,
});

const unreadable = (error: Error): Difference => ({
  kind: 'body',
  path: 'body',
  expected: 'what the documentation says',
  actual: isVendorError(error) ? error.reason : error.message,
});

/** Reads a task until it is done, and once more: it must stay done. */
async function pollTask(one: ContractCase, rules: readonly StateRule[], trying: Trying): Promise<Tried> {
  const { sleep, now, taskTimeoutMs, contract } = trying.options;
  const end = now() + taskTimeoutMs;
  for (;;) {
    const called = await call(one, trying);
    const { phase, difference } = phaseOf(called, rules);
    const isDone = phase === 'done';
    const judged = judge(atWork(one, isDone), called, contract);
    const differences = [...(difference ? [difference] : []), ...judged.differences];
    if (differences.length > 0) return { differences, surplus: judged.surplus, saved: {} };
    if (isDone)
      return { surplus: judged.surplus, differences: await stillDone(one, rules, trying), saved: {} };
    if (now() >= end) return { differences: [stuck(taskTimeoutMs)], surplus: [], saved: {} };
    await sleep(pollMs);
  }
}

/** While a task goes on, there is no result yet. */
function atWork(one: ContractCase, isDone: boolean): ContractCase {
  if (isDone) return one;
  const { example: _, check: __, runningExample, ...rest } = one;
  if (!runningExample) return rest;
  return { ...rest, example: runningExample, compare: { ...rest.compare, exact: [], allowsEmpty: true } };
}

async function stillDone(
  one: ContractCase,
  rules: readonly StateRule[],
  trying: Trying,
): Promise<Difference[]> {
  const { phase = 'unknown' } = phaseOf(await call(one, trying), rules);
  return phase === 'done' ? [] : [stateAt('task', 'done for good', `${phase} after done`)];
}

const stuck = (ms: number): Difference => stateAt('task', `done within ${ms / 1_000} s`, 'still running');

/** Of all tasks that were asked for. */
function phaseOf({ seen }: Called, rules: readonly StateRule[]) {
  const { phases, difference } = taskPhases(parsed(seen?.body ?? ''), rules);
  if (difference) return { phase: undefined, difference };
  if (phases.includes('failed')) return { phase: 'failed', difference: stateAt('task', 'done', 'failed') };
  const isDone = phases.length > 0 && phases.every((phase) => phase === 'done');
  return { phase: isDone ? 'done' : 'running' };
}
