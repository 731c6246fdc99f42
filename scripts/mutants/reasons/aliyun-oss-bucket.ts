import type { Reasons } from '../reason.ts';

export const ossBucket: Reasons = {
  'aliyun-oss/ask-server.ts': {
    'number 0': 'the same: each answer of a server has a status',
  },
  'aliyun-oss/bucket/async-fetch.ts': {
    'number 5_000': 'how long the mock waits for the server that it asks',
  },
  'aliyun-oss/bucket/options.ts': {
    'field status: 400': 'the same: 400 is the status of an error that has none of its own',
  },
  'aliyun-oss/bucket/public-access.ts': {
    "field message: 'Public access is blocked: see PutBucketPublicAccessBlock and PutPublicAccessBlock.'":
      "the mock's own words, of which no documentation tells",
    "text 'Public access is blocked: see PutBucketPublicAccessBlock and PutPublicAccessBlock.'":
      "the mock's own words, of which no documentation tells",
  },
};
