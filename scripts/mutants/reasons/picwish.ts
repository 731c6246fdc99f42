import type { Reasons } from '../reason.ts';

export const picwish: Reasons = {
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
};
