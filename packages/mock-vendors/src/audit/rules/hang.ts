import { pollsAtLimit } from './no-end-of-polling.ts';
import type { Rule } from './rule.ts';

/** A program that polls without end breaks the rule `no-end-of-polling` instead. */
export const hang: Rule = {
  name: 'hang',
  summary: 'The program does not end within the time limit.',
  broken(evidence) {
    const stopped = evidence.attempts.find(({ outcome }) => outcome === 'timeout');
    if (!stopped || pollsAtLimit(evidence)) return undefined;
    return `had not ended after ${Math.round(evidence.timeoutMs / 100) / 10} s: give each call a time limit, or raise the audit's own`;
  },
};
