import { lostPayments, payments, totalOf } from './payments.ts';
import type { Rule } from './rule.ts';

/** What a lost payment costs is counted by the rule `paid-and-lost`. */
export const paidTwice: Rule = {
  name: 'paid-twice',
  summary: 'More credits were taken than in the undisturbed run, for the same result.',
  broken(evidence, undisturbed) {
    const paid = payments(evidence);
    for (const id of lostPayments(evidence, undisturbed)) paid.delete(id);
    const expected = totalOf(payments(undisturbed));
    const total = totalOf(paid);
    if (total <= expected) return undefined;
    return `took ${total} credits instead of ${expected}: paid for ${[...paid.keys()].join(', ')}`;
  },
};
