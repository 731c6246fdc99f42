import type { Reasons } from '../reason.ts';

export const lufff: Reasons = {
  'lufff/call.ts': {
    'check throw error;': 'no request causes it: a failure of this machine',
  },
  'lufff/charge.ts': {
    'condition error instanceof ImageFailure':
      'no request causes it: a picture that can be read can be cut out',
    'check throw new Fail(errors.badImage, `${errors.badImage.message}: ${error.message}`);':
      'no request causes it: a picture that can be read can be cut out',
  },
  'lufff/login.ts': {
    'number 0': 'any four digits will do for a code',
    'number 8': 'any four digits will do for a code',
    'number 16': 'any four digits will do for a code',
    'number 10_000': 'any four digits will do for a code',
  },
  'lufff/parameters.ts': {
    'comparison value === undefined || value === null':
      'the same but for the words: what is missing is no text either',
    'number 11': 'the same: what is longer is no number either',
  },
  'lufff/source.ts': {
    'number 180': 'the colors of a sample picture',
    'number 360': 'the colors of a sample picture',
    'sign hue + 180': 'the colors of a sample picture',
  },
  'lufff/time.ts': {
    'number 0': 'the same: a day is compared with another, and shown to nobody',
    'number 10': 'the same: a day is compared with another, and shown to nobody',
  },
};
