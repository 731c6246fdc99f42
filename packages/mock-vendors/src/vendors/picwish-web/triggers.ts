import type { picwishWeb } from '@api-repack/core/picwish-web';
import type { ErrorTrigger } from '../../engine/catalogue.ts';

const clients = 'seen in use by public clients; no manual';

export const triggers: Readonly<Record<keyof typeof picwishWeb.errors, ErrorTrigger>> = {
  neededLogin: { by: 'a call without a token, or with one that has expired', source: clients },
  unknownId: {
    by: 'a resource or task that does not exist, of another account, or older than an hour',
    source: 'an inference from the developer API; the number is the setting unknownIdStatus',
  },
  captchaNeeded: { source: clients },
  failed: { by: 'reading a task that failed, with the setting webFailure envelope', source: clients },
  refused: { source: clients },
};
