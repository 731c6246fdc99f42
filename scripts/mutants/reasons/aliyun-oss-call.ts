import type { Reasons } from '../reason.ts';

const otherFailure = 'no request causes it: a failure of this machine';
const words = 'the words of a message';
const onlyTheSign = 'the same: of a comparison only the sign counts';
const writes = 'the same: whatever does not read, writes';

export const ossCall: Reasons = {
  'aliyun-oss/call.ts': {
    'check throw error;': otherFailure,
  },
  'aliyun-oss/claim-v4.ts': {
    "field message: 'The signature parameters of the URL are incomplete or invalid.'": words,
    "text 'The signature parameters of the URL are incomplete or invalid.'": words,
  },
  'aliyun-oss/compare-keys.ts': {
    'comparison a.key < b.key': 'the same: no two objects have one key',
    'number 0x10000': 'the same: any number that lifts surrogates above all others will do',
    'number 1': onlyTheSign,
  },
  'aliyun-oss/permission.ts': {
    "text 'DELETE'": writes,
    "text 'PUT'": writes,
  },
  'aliyun-oss/policy/policy.ts': {
    "field Action: 'oss:*'": 'the same: a statement without actions is about all of them',
  },
  'aliyun-oss/sts/endpoint.ts': {
    'check throw error;': otherFailure,
  },
};
