import type { DocumentedError } from '../../errors.ts';

/** `state` while a task goes on. */
export const runningStates: Readonly<Record<number, string>> = {
  0: 'queued',
  2: 'preparing',
  3: 'waiting',
  4: 'processing',
};

const tryAgain = 'Nothing is charged for a failed task: try again later, or with another picture';
const otherPicture = 'PicWish refuses this picture or prompt: use another one';

/** The rows after -8 are in the newer of two copies of the manual only; -4, -6 and -12 are in neither. */
export const failedStates = {
  failed: { code: -1, kind: 'task-failed', message: 'the task failed', hint: tryAgain },
  notStored: {
    code: -2,
    kind: 'task-failed',
    message: 'the result could not be stored',
    hint: 'The picture was processed but not stored at PicWish: try again',
  },
  unreachable: {
    code: -3,
    kind: 'bad-input',
    message: 'the source URL could not be downloaded',
    hint: 'PicWish must reach the URL within 10 s, without a login, on port 80 or 443; or send the file itself',
  },
  tooLarge: {
    code: -5,
    kind: 'unsupported',
    message: 'the picture is too large',
    hint: 'Make it smaller: most tools take 15 MB and 4096 x 4096 pixels',
  },
  badImage: {
    code: -7,
    kind: 'bad-input',
    message: 'the picture is damaged or not a picture',
    hint: 'Send jpg, png, bmp, webp or tiff; renaming another file does not help',
  },
  tooSlow: {
    code: -8,
    kind: 'task-failed',
    message: 'processing took too long',
    hint: 'PicWish stops after 30 s: try again, or with a smaller picture',
  },
  internal: { code: -9, kind: 'task-failed', message: 'internal failure', hint: tryAgain },
  refused: { code: -10, kind: 'task-failed', message: 'refused by review', hint: otherPicture },
  empty: {
    code: -11,
    kind: 'task-failed',
    message: 'the result is empty',
    hint: 'Nothing was found in the picture: use one that shows a face, an object or text clearly',
  },
  canceled: { code: -13, kind: 'task-failed', message: 'the task was canceled', hint: tryAgain },
  unsuitable: {
    code: -14,
    kind: 'task-failed',
    message: 'unsuitable content, or nothing recognized',
    hint: otherPicture,
  },
  noResources: {
    code: -15,
    kind: 'task-failed',
    message: 'not enough resources at the vendor',
    hint: tryAgain,
  },
  refusedByThirdParty: {
    code: -16,
    kind: 'task-failed',
    message: 'refused by third-party review',
    hint: otherPicture,
  },
  badPrompt: {
    code: -17,
    kind: 'bad-input',
    message: 'the prompt is invalid',
    hint: 'Write another prompt',
  },
} as const satisfies Record<string, DocumentedError>;
