import type { picwish } from '@api-repack/core/picwish';
import type { ErrorTrigger } from '../../engine/catalogue.ts';

const statusTable = 'https://picwish.com/states, HTTP statuses';

export const triggers: Readonly<Record<keyof typeof picwish.errors, ErrorTrigger>> = {
  badInput: { by: 'a parameter that is missing or that the manual does not allow', source: statusTable },
  invalidKey: { by: 'a call without X-API-KEY, or with an unknown one', source: statusTable },
  noCredits: {
    by: 'a task that costs more than is left: the demo poor key has nothing',
    source: 'an inference, see docs/vendors/picwish.md; the number is the setting noCreditsStatus',
  },
  unknownTask: {
    by: 'reading a task that does not exist, of another tool or key, or older than an hour',
    source: statusTable,
  },
  tooLarge: { by: 'a file longer than the setting maxUploadBytes', source: statusTable },
  tooFast: { by: 'a third call of one key within a second', source: statusTable },
  internal: { source: statusTable },
};
