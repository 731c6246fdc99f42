import type { Reasons } from '../reason.ts';

export const ossObject: Reasons = {
  'aliyun-oss/form/errors.ts': {
    'field status: 400': 'the same: an error without a status is answered with 400',
  },
  'aliyun-oss/form/post-object.ts': {
    "field message: 'The form has no field key before the file.'": 'the words of a message',
    "text 'PUT'": 'the same: whatever does not read, writes',
    "text 'The form has no field key before the file.'": 'the words of a message',
  },
};
