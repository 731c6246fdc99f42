import { lastAttempt } from '../evidence.ts';
import type { Rule } from './rule.ts';
import { hasNoResult } from './silent-failure.ts';

export const wrongResult: Rule = {
  name: 'wrong-result',
  summary: 'The program reports success, and its result is not the one of the undisturbed run.',
  broken(evidence, undisturbed) {
    const { outcome, delivered } = lastAttempt(evidence);
    const expected = lastAttempt(undisturbed).delivered;
    if (outcome !== 'success' || hasNoResult(delivered, expected)) return undefined;
    if (delivered.kind === expected.kind && delivered.fingerprint === expected.fingerprint) return undefined;
    return `reported success with ${delivered.summary} instead of ${expected.summary}`;
  },
};
