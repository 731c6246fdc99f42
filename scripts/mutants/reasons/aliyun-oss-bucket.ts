import type { Reasons } from '../reason.ts';

export const ossBucket: Reasons = {
  'aliyun-oss/bucket/async-fetch.ts': {
    'number 5_000': 'how long the mock waits for the server that it asks',
  },
  'aliyun-oss/empty.ts': {
    "text ''": 'the same: no adapter sends a body with status 204',
  },
};
