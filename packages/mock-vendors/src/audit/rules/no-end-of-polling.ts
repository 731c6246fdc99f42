import type { Evidence, ObservedCall } from '../evidence.ts';
import { pollsOf } from './polls.ts';
import type { Rule } from './rule.ts';

/** One poll more may be meant: it fetches URLs that have expired, or the answer got lost. */
const maxPollsAfterEnd = 2;

const minPollsForEver = 4;

export const noEndOfPolling: Rule = {
  name: 'no-end-of-polling',
  summary: 'The program polls a task after it has learned its end, or until the time limit.',
  broken(evidence) {
    const groups = pollsOf(evidence);
    const late = groups.map(pollsAfterEnd).find((polls) => polls.length > maxPollsAfterEnd);
    if (late) return `asked ${late.length} more times after it had learned that the task had ended`;
    return pollsAtLimit(evidence)
      ? `still polled after ${Math.round(evidence.timeoutMs / 100) / 10} s`
      : undefined;
  },
};

function pollsAfterEnd(polls: readonly ObservedCall[]): readonly ObservedCall[] {
  const end = polls.findIndex(
    ({ tasks, isResponseLost, entry }) =>
      !isResponseLost && entry.status === 200 && entry.fault === undefined && tasks.some(hasEnded),
  );
  // What is asked again because of trouble is no poll.
  return end === -1 ? [] : polls.slice(end + 1).filter(({ entry }) => entry.fault === undefined);
}

const hasEnded = ({ phase }: ObservedCall['tasks'][number]) => phase !== 'running';

/** Whether the program was polling, and not waiting for an answer, when its time was over. */
export function pollsAtLimit(evidence: Evidence): boolean {
  const stopped = evidence.attempts.find(({ outcome }) => outcome === 'timeout');
  const last = evidence.calls.findLast(({ attempt }) => attempt === stopped?.n);
  if (!last || isSilenced(last)) return false;
  return pollsOf(evidence).some((polls) => polls.includes(last) && polls.length >= minPollsForEver);
}

const isSilenced = ({ entry: { fault } }: ObservedCall) =>
  fault !== undefined && 'connection' in fault && fault.connection === 'hang';
