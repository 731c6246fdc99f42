import type { Mutant } from './mutate.ts';

/**
 * Why a mutant may survive: by its file below the vendors' folder, and there by its kind and what it changes. One entry stands for
 * all mutants of the file that it fits.
 */
export const reasons: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'fangtang/call.ts': {
    'number 1000': 'protects the mock from a form with too many fields',
  },
  'fangtang/find-picture.ts': {
    'comparison !picture || !view': 'the same: a picture always has a task',
  },
  'fangtang/parameters.ts': {
    "text 'people'": 'the same: no picture depends on its type',
  },
  'fangtang/stages.ts': {
    'comparison view.state >= 2000': 'the same: there is no state 2000',
    'number 2000': 'the same: there is no state 2000',
    'number 2001': 'the same: at each moment, a task that is running has a stage',
    'number 2002': 'the same: a picture that is done is not asked for its stage',
  },
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
  'picwish/call.ts': {
    "comparison 'body' in value && 'headers' in value":
      'the same: no data of an answer has a field of either name',
    'number 200': 'the same: each error has a status; and protects the mock from a form with too many fields',
  },
  'picwish/callback.ts': {
    'number 10_000': 'how long the mock waits for the server that it calls back',
  },
  'picwish/create.ts': {
    'number 0': 'the same: a task that fails costs nothing, whatever its size',
  },
  'picwish/parameters.ts': {
    "comparison typeof value !== 'object' || value === null":
      'the same: what cannot be read is no rectangle either',
  },
  'picwish/results.ts': {
    "check throw new Error('the mock of Aliyun OSS has lost its own key');":
      'it fails all the same, in other words',
    'number 0': 'the same: a task without a source has failed',
  },
  'picwish/sources.ts': {
    'number 0':
      'the same: no body at all and one byte are both no picture; of a document, no size is needed; colors of a sample',
    'number 2': 'protects the mock from bodies without end',
    'number 4': 'the same: only the first bytes are compared',
    'number 20': 'protects the mock from bodies without end',
    'number 180': 'the colors of a sample picture',
    'number 201': 'protects the mock from bodies without end',
    'number 360': 'the colors of a sample picture',
    'number 10_000': 'how long the mock waits for a picture',
    'sign hue + 180': 'the colors of a sample picture',
  },
  'picwish/task-status.ts': {
    'comparison !started || !view': 'the same: the world knows each task',
    'number 0': 'the same: the world knows each task',
  },
  'picwish-web/call.ts': {
    'number 0': 'protects the mock from files, which no client of the web page sends here',
    'number 200': 'protects the mock from a form with too many fields',
  },
  'picwish-web/tasks.ts': {
    "check throw unknownId(call.settings, 'tool not found');":
      'the same but for the words: no task is of a tool without a name',
    'number 0': 'the same: a task that is done has an end, and no task of the web page costs credits',
    'number 480': 'the same: nothing depends on the size of a picture that is made from words',
    'number 640': 'the same: nothing depends on the size of a picture that is made from words',
    'flag false': 'the same: nothing of the web page is refunded or called back',
    "text 'glance'": 'the same: whatever is no poll is a glance',
    "text 'PicWish'": 'the words of a watermark',
    "text 'v1'": 'the same: whatever is not v4 is v1',
  },
};

const folder = 'packages/mock-vendors/src/vendors/';

/** The file of a mutant, and what it is called in there. */
export function placeOf({ file, kind, before }: Mutant): readonly [file: string, change: string] {
  return [file.replace(folder, ''), `${kind} ${before.replaceAll(/\s+/g, ' ')}`];
}

/** Why a mutant may survive; undefined if a test is missing. */
export function reasonFor(mutant: Mutant): string | undefined {
  const [file, change] = placeOf(mutant);
  return reasons[file]?.[change];
}

/** Reasons of a vendor that explain none of its survivors. */
export function staleReasons(vendor: string, survivors: readonly Mutant[]): string[] {
  const needed = new Set(survivors.map((mutant) => placeOf(mutant).join(': ')));
  return Object.entries(reasons)
    .filter(([file]) => file.startsWith(`${vendor}/`))
    .flatMap(([file, changes]) => Object.keys(changes).map((change) => `${file}: ${change}`))
    .filter((place) => !needed.has(place));
}
