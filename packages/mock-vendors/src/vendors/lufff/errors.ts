import type { DocumentedError } from '@api-repack/core';

/**
 * Invented for this mock. Lufff's manual shows no failure in any revision; of its sister APIs only the number 4 is
 * known, with exactly this text. No client may depend on these numbers or texts.
 */
export const errors = {
  badParameter: {
    code: 1,
    kind: 'bad-input',
    message: 'param error',
    hint: 'A parameter is missing, of the wrong type or too long',
  },
  badToken: {
    code: 2,
    kind: 'auth',
    message: 'token is invalid or expired',
    hint: 'Log in again',
  },
  noCredit: {
    code: 3,
    kind: 'quota',
    message: 'credit is not enough',
    hint: 'Each cut-out costs a credit',
  },
  badSignature: {
    code: 4,
    kind: 'auth',
    message: 'sign is invaild',
    hint: 'From a sister API; nothing in this API is signed',
  },
  badVcode: {
    code: 5,
    kind: 'bad-input',
    message: 'vcode is wrong or expired',
    hint: 'A code works once and for a few minutes: ask for a new one',
  },
  badImage: {
    code: 6,
    kind: 'bad-input',
    message: 'image can not be downloaded or decoded',
    hint: 'The URL must lead to an image, for everybody',
  },
  notFound: {
    code: 7,
    kind: 'not-found',
    message: 'user not found',
    hint: 'This phone number or uuid has never been used',
  },
  tooManySms: {
    code: 8,
    kind: 'rate-limit',
    message: 'sms is sent too often',
    hint: 'Wait before asking for another code',
  },
  signedInAlready: {
    code: 9,
    kind: 'bad-input',
    message: 'already signed in today',
    hint: 'Once a day, by the time of China',
  },
} as const satisfies Record<string, DocumentedError>;
