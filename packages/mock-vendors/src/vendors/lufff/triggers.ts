import type { ErrorTrigger } from '../../engine/catalogue.ts';
import type { errors } from './errors.ts';

const invented = 'invented for this mock: the manual shows no failure';

export const triggers: Readonly<Record<keyof typeof errors, ErrorTrigger>> = {
  badParameter: { by: 'a field that is missing, of the wrong type or too long', source: invented },
  badToken: { by: 'an unknown token, one of another customer_id, or one that has expired', source: invented },
  noCredit: { by: 'a cut-out when no credit is left', source: invented },
  badSignature: { source: 'sister APIs of the same company; nothing in this API is signed' },
  badVcode: { by: 'logging in with a wrong, used or expired SMS code', source: invented },
  badImage: { by: 'an img_url that leads to no image', source: invented },
  notFound: { by: 'the credit of a phone number that never logged in', source: invented },
  tooManySms: { by: 'a second SMS within the setting smsIntervalS', source: invented },
  signedInAlready: { by: 'signing in twice on one day of China', source: invented },
};
