import type { Reasons } from '../reason.ts';

export const ossObject: Reasons = {
  'aliyun-oss/callback-key.ts': {
    'number 0': 'any primes will do that depend on the seed alone',
  },
  'aliyun-oss/crc64.ts': {
    'comparison byte < 256': 'the same: the next table takes the place of what is too much',
    'comparison i < highs.length': 'the same: nothing is written behind the end of a table',
    'number 0': 'the same: the first row is zero',
    'number 8': 'the same: nothing behind the last table is read',
    'number 256': 'the same: nothing behind the last table is read, and the first row of each is zero',
  },
  'aliyun-oss/form/errors.ts': {
    'field status: 400': 'the same: an error without a status is answered with 400',
  },
  'aliyun-oss/form/post-object.ts': {
    "field message: 'The form has no field key before the file.'": 'the words of a message',
    "text 'PUT'": 'the same: whatever does not read, writes',
    "text 'The form has no field key before the file.'": 'the words of a message',
  },
  'aliyun-oss/object/errors.ts': {
    'comparison status === 404': 'the same: only the clients of core read kinds',
    'number 404': 'the same: only the clients of core read kinds',
    "text 'mock: the content was dropped, raise maxBlobBytes'": 'the words of a message',
  },
  'aliyun-oss/object/properties.ts': {
    'comparison tags.size > 0': 'the same: no tags are as good as an empty list of them',
  },
  'aliyun-oss/store.ts': {
    'comparison start < bytes.length': 'the same: an empty piece changes no sum',
    'comparison start > 0': 'the same but for when other calls get their turn',
    'condition start > 0': 'the same but for when other calls get their turn',
    'number 0': 'the same but for when other calls get their turn',
    'number 1': 'the same sums, however long the pieces are',
    'number 20': 'the same sums, however long the pieces are',
  },
};
