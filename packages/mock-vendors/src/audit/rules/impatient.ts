import { retryAfterS } from '../effects.ts';
import { callsOfAttempt, type Evidence, type ObservedCall } from '../evidence.ts';
import { pollsOf } from './polls.ts';
import type { Rule } from './rule.ts';

/** Clocks and networks are not exact. */
const tolerance = 0.9;

/** Polls that come faster than this are a busy loop, for any vendor. */
const minPollMs = 150;
const maxFastPolls = 4;
const maxRefused = 1;

const rateLimits = ['tooFast'];

export const impatient: Rule = {
  name: 'impatient',
  summary: 'The program calls sooner than Retry-After says, or more often than the vendor allows.',
  broken(evidence) {
    for (const { n } of evidence.attempts) {
      const calls = callsOfAttempt(evidence, n);
      const found = calledTooSoon(calls) ?? calledTooOften(calls);
      if (found) return found;
    }
    return polledTooFast(evidence);
  },
};

function calledTooSoon(calls: readonly ObservedCall[]): string | undefined {
  for (const [i, { vendor, endpoint, entry }] of calls.entries()) {
    if (!saysRetryAfter(entry)) continue;
    const next = calls.slice(i + 1).find((call) => call.vendor === vendor && call.endpoint === endpoint);
    const waitedMs = next && next.entry.at - (entry.endedAt ?? entry.at);
    if (waitedMs !== undefined && waitedMs < retryAfterS * 1_000 * tolerance)
      return `called ${endpoint} again after ${waitedMs} ms, though Retry-After said ${retryAfterS} s`;
  }
  return undefined;
}

const saysRetryAfter = ({ fault }: ObservedCall['entry']) =>
  fault !== undefined && 'response' in fault && fault.response.headers?.['retry-after'] !== undefined;

function calledTooOften(calls: readonly ObservedCall[]): string | undefined {
  const refused = calls.filter(({ entry }) => !entry.fault && rateLimits.includes(entry.error ?? ''));
  if (refused.length <= maxRefused) return undefined;
  return `was refused ${refused.length} times for calling more often than ${refused[0]?.vendor} allows`;
}

function polledTooFast(evidence: Evidence): string | undefined {
  for (const polls of pollsOf(evidence)) {
    const gaps = polls.slice(1).map(({ entry }, i) => entry.at - (polls[i]?.entry.endedAt ?? entry.at));
    const fast = gaps.filter((ms) => ms < minPollMs).length;
    if (fast > maxFastPolls) return `polled ${fast} times less than ${minPollMs} ms after the answer before`;
  }
  return undefined;
}
