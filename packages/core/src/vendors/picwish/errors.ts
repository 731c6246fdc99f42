import type { DocumentedError } from '../../errors.ts';

/** The manual lists the numbers and what they mean; the texts are our own. */
export const errors = {
  badInput: {
    code: 400,
    status: 400,
    kind: 'bad-input',
    message: 'a parameter is missing or wrong',
    hint: 'Check the settings of this request; give either a URL or a file, not both',
  },
  invalidKey: {
    code: 401,
    status: 401,
    kind: 'auth',
    message: 'the API key is wrong, or the service is not enabled',
    hint: 'Check the API key, its region (picwish.cn or picwish.com), and that this tool is enabled for it',
  },
  /** How an empty balance is answered is not documented; 402 is HTTP's status for it. */
  noCredits: {
    code: 402,
    status: 402,
    kind: 'quota',
    message: 'no credits are left',
    hint: 'Buy credits at PicWish, or wait until your plan renews them',
  },
  unknownTask: {
    code: 404,
    status: 404,
    kind: 'not-found',
    message: 'unknown task or URL',
    hint: 'Check the task id, the tool it belongs to and the base URL; results are kept for one hour',
  },
  tooLarge: {
    code: 413,
    status: 413,
    kind: 'unsupported',
    message: 'the uploaded file is too large',
    hint: 'Send a smaller file',
  },
  tooFast: {
    code: 429,
    status: 429,
    kind: 'rate-limit',
    message: 'too many requests',
    hint: 'A key may make 2 calls a second, polls included: run fewer tasks at once',
  },
  internal: {
    code: 500,
    status: 500,
    kind: 'unavailable',
    message: 'server error',
    hint: 'PicWish is in trouble: check your balance, then try again later',
  },
} as const satisfies Record<string, DocumentedError>;
