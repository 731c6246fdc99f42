import type { Reasons } from '../reason.ts';

export const picwish: Reasons = {
  'picwish/callback.ts': {
    'number 10_000': 'how long the mock waits for the server that it calls back',
  },
  'picwish/results.ts': {
    "check throw new Error('the mock of Aliyun OSS has lost its own key');":
      'it fails all the same, in other words',
  },
  'picwish/sources.ts': {
    'number 0': 'of a document, no size is needed',
    'number 2': 'protects the mock from bodies without end',
    'number 20': 'protects the mock from bodies without end',
    'number 201': 'protects the mock from bodies without end',
    'number 10_000': 'how long the mock waits for a picture',
  },
  'picwish/task-status.ts': {
    'comparison !started || !view': 'the same: the world knows each task',
    'number 0': 'the same: the world knows each task',
  },
};
