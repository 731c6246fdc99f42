import type { DocumentedError } from '../../errors.ts';

/** The web API documents nothing. 401, 11317, -1 and -10 are seen in use; 404 is taken over from the developer API. */
export const errors = {
  neededLogin: {
    code: 401,
    kind: 'auth',
    message: 'needed login',
    hint: 'The login has expired, or another one took its place: log in again',
  },
  captchaNeeded: {
    code: 11317,
    kind: 'auth',
    message: 'a captcha must be solved',
    hint: 'Log in once at picwish.cn with a browser, solve the puzzle, then try again',
  },
  unknownId: {
    code: 404,
    kind: 'not-found',
    message: 'task not found',
    hint: 'Check the ID, its tool and the account; PicWish keeps tasks and results for about an hour',
  },
  failed: {
    code: -1,
    kind: 'task-failed',
    message: 'the task failed',
    hint: 'Try again later, or with another picture',
  },
  refused: {
    code: -10,
    kind: 'task-failed',
    message: 'refused by review',
    hint: 'PicWish refuses this picture or prompt: use another one',
  },
} as const satisfies Record<string, DocumentedError>;
