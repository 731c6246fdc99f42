import { hang } from './hang.ts';
import { impatient } from './impatient.ts';
import { needlessUpload } from './needless-upload.ts';
import { noEndOfPolling } from './no-end-of-polling.ts';
import { paidAndLost } from './paid-and-lost.ts';
import { paidTwice } from './paid-twice.ts';
import type { Rule } from './rule.ts';
import { secretTold } from './secret-told.ts';
import { silentFailure } from './silent-failure.ts';
import { staleToken } from './stale-token.ts';
import { wrongResult } from './wrong-result.ts';

/** In the order in which a report lists them. */
export const rules: readonly Rule[] = [
  paidTwice,
  paidAndLost,
  wrongResult,
  silentFailure,
  hang,
  noEndOfPolling,
  impatient,
  staleToken,
  secretTold,
  needlessUpload,
];
