import { client, each, fixture, guess, manual, type VendorEvidence } from '../../evidence/evidence.ts';
import { errors } from './errors.ts';

const page = (section: string, lines: string) => manual(`AI抠图API.md, ${section}, lines ${lines}`);
const quoted = (name: string) => fixture(`lufff/${name}`);
const later = manual('later revisions of AI抠图API.md, which print no example');

export const evidence: VendorEvidence = {
  endpoints: {
    sendSmsVcode: [page('验证码', '4-23'), quoted('sendSmsVcode.ok')],
    loginWithPhoneAndVcode: [page('登陆接口', '26-56'), quoted('loginWithPhoneAndVcode.ok')],
    rmPicBg: [page('抠图接口', '59-81'), quoted('rmPicBg.ok')],
    rmPicBgWithUuid: [page('UUID抠图接口', '84-105'), quoted('rmPicBgWithUuid.ok')],
    getRmBgList: [page('抠图历史记录', '108-142'), quoted('getRmBgList.ok')],
    getLeftCreditByPhone: [page('通过手机号查询信用额度', '145-165'), quoted('getLeftCreditByPhone.ok')],
    getLeftCreditByUnikey: [page('通过唯一ID查询信用额度', '168-188'), quoted('getLeftCreditByUnikey.ok')],
    getOneAd: [page('获取广告', '191-212'), quoted('getOneAd.ok')],
    ...each(
      [
        'rmPicBgWithUnikey',
        'loginWithUnikey',
        'certificatePhotoWithUnikey',
        'getSignInReward',
        'customerSignIn',
        'getCustomerSignInList',
        'getAdList',
      ],
      () => [later],
    ),
    result: [client('the URLs in the examples lead to a public bucket')],
  },
  errors: {
    ...each(Object.keys(errors), () => [
      guess('the manual shows no failure, so numbers and texts are invented'),
    ]),
    badSignature: [client('a sister API of the same company'), quoted('failure.sister-api')],
  },
  fields: {
    loginWithUnikey: { data: [later, quoted('loginWithPhoneAndVcode.ok')] },
    getAdList: {
      'data.list[]': [guess('the manual names the list; its items are like the one of getOneAd')],
    },
  },
  assumptions: {
    vcodeLifetimeS: { because: 'usual for codes by SMS', alternatives: [60] },
    smsIntervalS: { because: 'no limit is documented', alternatives: [60] },
    tokenLifetimeS: { because: 'not documented', alternatives: [3_600] },
    uuidCredits: { because: '5 in the sample of a phone number', alternatives: [20] },
    autoCreateUuid: { because: 'the manual says any unique text', alternatives: [false] },
    chargeFailures: { because: 'usual', alternatives: [true] },
    signInReward: { because: 'not documented', alternatives: [2] },
    extension: { because: 'later revisions may not be there for everybody', alternatives: [false] },
    strictSlash: { because: 'the paths look like Django', alternatives: [false] },
    contentType: { because: 'the answers are JSON', alternatives: ['text/html', 'text/plain'] },
    failureHttpStatus: { because: 'as the sister APIs', alternatives: [400] },
    sizeIsRowCount: { because: 'the sample has one row and size 1', alternatives: [true] },
  },
};
