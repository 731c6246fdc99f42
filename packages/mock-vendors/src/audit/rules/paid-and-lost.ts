import { lostPayments } from './payments.ts';
import type { Rule } from './rule.ts';

/** An id that never arrived cannot be passed on: then it is enough that the program is not started again. */
export const paidAndLost: Rule = {
  name: 'paid-and-lost',
  summary:
    'Credits were taken, no result came out, and nothing that the program said holds an id that fetches it.',
  broken(evidence, undisturbed) {
    const lost = lostPayments(evidence, undisturbed);
    return lost.length === 0 ? undefined : `failed after it had paid, and did not name ${lost.join(', ')}`;
  },
};
