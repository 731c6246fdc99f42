import { AuditError } from './audit-error.ts';
import type { ObservedCall } from './evidence.ts';
import { callsOfAttempt, type Evidence, lastAttempt } from './evidence.ts';

/** Refuses to judge by a run that says nothing. `text` is what the program has said. */
export function checkUndisturbed(evidence: Evidence): void {
  const { outcome, text, exitCode } = lastAttempt(evidence);
  const said = text.trim() === '' ? 'It said nothing.' : `It said:\n${text.trim().slice(-2_000)}`;
  if (evidence.calls.length === 0)
    throw new AuditError(
      'nothing-called',
      `Nothing was called; is the base URL set? The program ended (${outcome}) without a call to a mock vendor. ${said}`,
    );
  if (outcome === 'success') return;
  const how =
    outcome === 'timeout'
      ? `had not ended after ${evidence.timeoutMs / 1_000} s`
      : `failed (${exitCode ?? outcome})`;
  throw new AuditError(
    'fails-undisturbed',
    `The program ${how} without any fault, so faults would prove nothing: make it work against the mocks first. ${said}`,
  );
}

/** Refuses to judge a program by differences that it also shows without any fault. */
export function checkDeterminism(first: Evidence, second: Evidence): void {
  const difference = differenceOf(first, second);
  if (difference === undefined) return;
  throw new AuditError(
    'not-deterministic',
    `Two runs without any fault differ, so that a verdict would be chance: ${difference}. Make the program do the same each time.`,
  );
}

function differenceOf(first: Evidence, second: Evidence): string | undefined {
  if (lastAttempt(first).outcome !== lastAttempt(second).outcome)
    return `the first ended with ${lastAttempt(first).outcome}, the second with ${lastAttempt(second).outcome}`;
  const [a, b] = [first, second].map((evidence) => kindsOfCalls(callsOfAttempt(evidence, 1)));
  if (a !== b) return `the first called ${a}; the second called ${b}`;
  const [one, other] = [lastAttempt(first).delivered, lastAttempt(second).delivered];
  if (one.kind === other.kind && one.fingerprint === other.fingerprint) return undefined;
  return `the first gave ${one.summary}, the second ${other.summary}`;
}

/** Without repetitions, since the number of polls depends on how busy this machine is; sorted, since calls may be parallel. */
const kindsOfCalls = (calls: readonly ObservedCall[]): string =>
  [...new Set(calls.map(({ vendor, endpoint, entry }) => `${vendor} ${endpoint} (${entry.status})`))]
    .sort()
    .join(', ');
