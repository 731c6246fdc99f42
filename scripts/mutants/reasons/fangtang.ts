import type { Reasons } from '../reason.ts';

export const fangtang: Reasons = {
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
};
