import { inspect } from 'node:util';
import { sleepOn } from '../world/clock.ts';
import type { World } from '../world/world.ts';
import { deliveredValue } from './delivered.ts';
import type { Ended, Runner, Start } from './runner.ts';
import type { CredentialSets } from './secrets.ts';

/** What a scenario gets: where the vendors are, who it is there, and what time it is. */
export interface ScenarioContext {
  /** Base URL of each vendor, by its name. */
  readonly origins: Readonly<Record<string, string>>;
  /** By the name of the vendor. */
  readonly credentials: CredentialSets;
  /** The world's time. A client that takes its time from here also meets jumps of the clock past its tokens. */
  readonly clock: ScenarioClock;
  /** Aborted at the time limit. */
  readonly signal: AbortSignal;
  /** 1 for the first start in a run. */
  readonly attempt: number;
  /** Kept between the attempts of one run, as a database would be. */
  readonly storage: Map<string, unknown>;
  /** For what else the client needs, such as a fault-free file to read. */
  readonly world: World;
}

export interface ScenarioClock {
  /** Unix milliseconds. */
  now(): number;
  /** Waits on the world's clock, which the option `speed` makes faster. Rejects at the time limit. */
  sleep(ms: number): Promise<void>;
}

/**
 * Uses the client once, as its users do. What it returns is the result: bytes, wherever they are in it, or a text.
 * What it throws is a failure that its user sees.
 */
export type Scenario = (context: ScenarioContext) => unknown;

/** They share one thread, and mostly wait. */
const concurrency = 6;

/** Runs a scenario in this process. */
export function scenarioRunner(scenario: Scenario, onClockRead: () => void): Runner {
  return { canBeKilled: false, concurrency, run: (start) => runScenario(scenario, start, onClockRead) };
}

async function runScenario(scenario: Scenario, start: Start, onClockRead: () => void): Promise<Ended> {
  const { promise: stopped, resolve: stop } = Promise.withResolvers<Ended>();
  // `AbortSignal.timeout` would hold on to the run until then, also after its end.
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(timeoutError()), start.timeoutMs);
  const limit = AbortSignal.any([start.signal, late.signal]);
  const end = () => stop({ outcome: 'timeout', delivered: noResult, text: '' });
  limit.addEventListener('abort', end, { once: true });
  try {
    return await Promise.race([stopped, outcomeOf(scenario, contextOf(start, limit, onClockRead))]);
  } finally {
    clearTimeout(timer);
    limit.removeEventListener('abort', end);
  }
}

const timeoutError = () => new DOMException('the time limit of the run is over', 'TimeoutError');

const noResult = await deliveredValue(undefined);

async function outcomeOf(scenario: Scenario, context: ScenarioContext): Promise<Ended> {
  try {
    const value = await scenario(context);
    return { outcome: 'success', delivered: await deliveredValue(value), text: toldBy(value) };
  } catch (error) {
    return { outcome: 'failure', delivered: noResult, text: toldBy(error) };
  }
}

/** Everything that a log of it would hold, with the fields of errors and their causes. */
const toldBy = (value: unknown): string =>
  typeof value === 'string'
    ? value
    : inspect(value, { depth: 6, maxStringLength: 20_000, maxArrayLength: 50 });

function contextOf(start: Start, signal: AbortSignal, onClockRead: () => void): ScenarioContext {
  const { audited, attempt, storage } = start;
  const { world, origins, credentials } = audited;
  const now = () => {
    onClockRead();
    return world.clock.now();
  };
  return {
    origins,
    credentials,
    clock: { now, sleep: (ms) => sleepUntilAborted(world, ms, signal) },
    signal,
    attempt,
    storage,
    world,
  };
}

/** So that a client which waits in a loop ends with its run. */
async function sleepUntilAborted(world: World, ms: number, signal: AbortSignal): Promise<void> {
  const { promise, reject } = Promise.withResolvers<never>();
  const stop = () => reject(signal.reason);
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });
  try {
    await Promise.race([promise, sleepOn(world.clock, ms)]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
