import type { Delivered } from '../delivered.ts';
import { lastAttempt } from '../evidence.ts';
import type { Rule } from './rule.ts';

export const silentFailure: Rule = {
  name: 'silent-failure',
  summary: 'The program reports success and gives no result.',
  broken(evidence, undisturbed) {
    const { outcome, delivered } = lastAttempt(evidence);
    if (outcome !== 'success' || !hasNoResult(delivered, lastAttempt(undisturbed).delivered))
      return undefined;
    return `reported success and gave ${delivered.summary}`;
  },
};

/** A message where a file or a URL should be is no result. */
export function hasNoResult(delivered: Delivered, expected: Delivered): boolean {
  if (expected.kind === 'nothing') return false;
  if (delivered.kind === 'nothing') return true;
  if (delivered.kind === 'bytes') return false;
  return expected.kind === 'bytes' || (expected.hasUrl && !delivered.hasUrl);
}
