import type { Reasons } from '../reason.ts';

export const picwishWeb: Reasons = {
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
