import { mockVendors } from '@api-repack/mock-vendors';
import { expect, it } from 'vitest';

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

/** What a vendor does where a user sets nothing: as its manual says, and otherwise as the tables of evidence give it. */
const expected: Readonly<Record<string, object>> = {
  fangtang: {
    tokenWindowS: 2 * minute,
    futureWindowS: 2 * minute,
    lenientToken: false,
    checkTokenOnNums: true,
    strictTypes: true,
    strictColors: false,
    extensions: false,
    foldSeparators: false,
    newIdOnReprocess: true,
    strictStatus: false,
    v1Failure: 'error',
    downloadTooEarly: 9002,
    refundOnTaskFailure: false,
    retentionS: hour,
    maxFileBytes: 20_971_520,
  },
  lufff: {
    vcode: '1234',
    vcodeLifetimeS: 5 * minute,
    smsIntervalS: 0,
    tokenLifetimeS: 30 * day,
    phoneCredits: 5,
    uuidCredits: 5,
    autoCreateUuid: true,
    chargeFailures: false,
    signInReward: 1,
    extension: true,
    strictSlash: true,
    contentType: 'application/json',
    failureHttpStatus: 200,
    sizeIsRowCount: false,
    fetchFrom: [],
    fetchTimeoutMs: 5_000,
    maxImageBytes: 20_971_520,
  },
  picwish: {
    qps: 2,
    pollsCount: true,
    retryAfterS: 1,
    noCreditsStatus: 402,
    maxBackgroundBatch: 4,
    backgroundTemplates: [
      { id: 101, name: 'White table', category: 'Studio' },
      { id: 105, name: 'Forest floor', category: 'Nature' },
      { id: 108, name: 'Kitchen', category: 'Home' },
    ],
    retentionS: hour,
    maxUploadBytes: 67_108_864,
    fetchHosts: [],
  },
  'picwish-web': {
    wrongPasswordStatus: 11_001,
    neededLoginHttpStatus: 401,
    tokenLifetimeS: 30 * day,
    grantLifetimeS: 15 * minute,
    retentionS: hour,
    unknownIdStatus: 404,
    webFailure: 'state',
    guests: false,
  },
  'aliyun-oss': {
    buckets: {
      'mock-bucket': { region: 'cn-hangzhou', acl: 'private' },
      picwishsz: { region: 'cn-shenzhen', acl: 'private' },
      wxtechsz: { region: 'cn-shenzhen', acl: 'private' },
      'make-cv': { region: 'cn-hangzhou', acl: 'public-read' },
    },
    ownHostnames: [],
    maxSkewS: 15 * minute,
    maxObjectBytes: 5_368_709_120,
    callbackTimeoutS: 5,
    malformedCallback: 'refuse',
    unknownCallbackVariable: '',
    callbackHosts: [],
    corsWithoutRules: 'allow',
    postRedirectQuery: true,
    showsCanonicalRequest: true,
    maxImageActions: 32,
    restoreS: minute,
    maxSessionS: hour,
  },
};

it.each(Object.entries(expected))('%s does by default what its evidence says', (vendor, settings) => {
  expect(mockVendors.find(({ name }) => name === vendor)?.defaults).toEqual(settings);
});
