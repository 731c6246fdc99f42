import type { Reasons } from '../reason.ts';

export const ossSelect: Reasons = {
  'aliyun-oss/bucket/page.ts': {
    'comparison compareKeys(object.key, after) > 0':
      'the same: names up to the marker are left out below; this only makes the list to sort shorter',
  },
  'aliyun-oss/select/run-query.ts': {
    'check throw error;': 'the same: nothing else is thrown there but by a mistake of the mock',
  },
  'aliyun-oss/select/sql-parser.ts': {
    "text 'its end'": 'the words of a message alone',
  },
};
