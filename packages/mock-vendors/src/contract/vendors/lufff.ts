import { lufff } from '@api-repack/core/lufff';
import { withField } from '../change.ts';
import type { ContractCase, Made, VendorContract } from '../contract.ts';
import { type Difference, shown } from '../difference.ts';
import { described, exampleOf } from '../example.ts';

const example = (name: string) => exampleOf('lufff', name);

const later = 'later revisions of the manual, for which there is no example';
const day = '2020-08-25 17:56:10';

const credit = (data: unknown): number => (data as { credit: number }).credit;

const tookOne =
  (before: string) =>
  (data: unknown, made: Made): Difference[] => {
    const expected = Number(made[before]) - 1;
    if (credit(data) === expected) return [];
    return [{ kind: 'credits', path: 'data.credit', expected: `${expected}`, actual: shown(credit(data)) }];
  };

const balanceOfPhone = {
  endpoint: 'getLeftCreditByPhone',
  input: ({ phone }: Made) => ({ phone }),
  needs: ['phone'],
  example: example('getLeftCreditByPhone.ok'),
};
const balanceOfUuid = {
  endpoint: 'getLeftCreditByUnikey',
  needs: ['uuid'],
  example: example('getLeftCreditByUnikey.ok'),
};
const picture = ({ imageUrl }: Made) => ({ img_url: imageUrl });

const ofAccount: readonly ContractCase[] = [
  {
    endpoint: 'sendSmsVcode',
    title: 'sends a code',
    input: ({ phone }) => ({ phone }),
    needs: ['phone'],
    example: example('sendSmsVcode.ok'),
    effect: 'sends an SMS',
  },
  {
    endpoint: 'loginWithPhoneAndVcode',
    title: 'logs in with the code from the SMS',
    input: ({ phone, vcode }) => ({ phone, vcode }),
    needs: ['phone', 'vcode'],
    example: example('loginWithPhoneAndVcode.ok'),
    effect: 'uses the code up',
    saves: (data) => {
      const { id, token } = data as { id: number; token: string };
      return { customer_id: String(id), token };
    },
  },
  {
    ...balanceOfPhone,
    title: 'reads the balance of a phone number',
    saves: (data) => ({ creditOfPhone: credit(data) }),
  },
  {
    endpoint: 'rmPicBg',
    title: 'removes a background for an account',
    input: picture,
    needs: ['token', 'imageUrl'],
    example: example('rmPicBg.ok'),
    credits: 1,
    saves: () => ({ cutOut: true }),
  },
  {
    endpoint: 'getRmBgList',
    title: 'lists what was cut out',
    input: () => ({ page: 1, size: 1 }),
    needs: ['token', 'cutOut'],
    example: example('getRmBgList.ok'),
  },
  {
    ...balanceOfPhone,
    title: 'took one credit for one picture',
    needs: ['creditOfPhone', 'cutOut'],
    check: tookOne('creditOfPhone'),
  },
];

const ofUuid: readonly ContractCase[] = [
  {
    ...balanceOfUuid,
    title: 'reads the balance of a uuid',
    saves: (data) => ({ creditOfUuid: credit(data) }),
  },
  {
    endpoint: 'rmPicBgWithUuid',
    title: 'removes a background for a uuid',
    input: picture,
    needs: ['uuid', 'imageUrl'],
    example: example('rmPicBgWithUuid.ok'),
    credits: 1,
    saves: () => ({ cutOutForUuid: true }),
  },
  {
    ...balanceOfUuid,
    title: 'took one credit for one picture of a uuid',
    needs: ['creditOfUuid', 'cutOutForUuid'],
    check: tookOne('creditOfUuid'),
  },
  {
    endpoint: 'rmPicBgWithUnikey',
    title: 'removes a background for a uuid by its later name',
    input: picture,
    needs: ['uuid', 'imageUrl'],
    example: example('rmPicBgWithUuid.ok'),
    credits: 1,
  },
];

const adRow = { id: 6, pic_url: '42', link_url: 'any text', created_at: day, updated_at: day };
const signIn = { id: 1, customer_id: 1, credit: 1, remark: null, created_at: day, updated_at: day };
const idPhoto = {
  bgColor: '#438edb',
  dpi: 150,
  mmWidth: 25,
  mmHeight: 35,
  printBgColor: '255,255,255',
  printMmWidth: 89,
  printMmHeight: 127,
};
const customer = {
  id: 100001,
  nickname: null,
  credit: 5,
  created_at: day,
  updated_at: day,
  token: 'ed892151-a286-493b-b517-ba72668e5fac',
};
const success = (data: object) => described(later, { status: 0, msg: '', data });
const resultUrl = 'http://make-cv.oss-cn-hangzhou.aliyuncs.com/MKCV1598349370338.png';

const ofExtension: readonly ContractCase[] = [
  {
    endpoint: 'loginWithUnikey',
    title: 'logs in with a uuid',
    needs: ['uuid'],
    example: success({ ...customer, phone: null, unikey: 'any text' }),
  },
  {
    endpoint: 'certificatePhotoWithUnikey',
    title: 'makes an ID photo',
    input: (made) => ({ ...picture(made), ...idPhoto }),
    needs: ['uuid', 'imageUrl'],
    example: success({ cer_img_url: resultUrl, layout_img_url: resultUrl }),
    credits: 1,
  },
  {
    endpoint: 'getSignInReward',
    title: 'says what signing in gives',
    example: success({ sign_in_reward: 1 }),
    saves: (data) => ({ reward: (data as { sign_in_reward: number }).sign_in_reward }),
  },
  {
    endpoint: 'customerSignIn',
    title: 'signs in for the day',
    needs: ['token'],
    example: success({ credit: 4 }),
    effect: 'signs the account in for today',
    saves: () => ({ signedIn: true }),
  },
  {
    endpoint: 'getCustomerSignInList',
    title: 'lists the days',
    needs: ['token', 'signedIn'],
    example: success({ list: [signIn], total_count: 1 }),
  },
  {
    endpoint: 'getAdList',
    title: 'lists advertisements',
    example: success({ list: [adRow], total_count: 1 }),
  },
];

/** The manual shows no failure, so the form of a sister API's has to do. */
const refused: readonly ContractCase[] = [
  {
    endpoint: 'getRmBgList',
    title: 'refuses a wrong token',
    input: () => ({ page: 1, size: 1 }),
    needs: ['token'],
    example: example('failure.sister-api'),
    change: (request) => withField(request, 'token', '00000000-0000-4000-8000-000000000000'),
  },
];

export const lufffContract: VendorContract = {
  vendor: lufff,
  probe: 'getOneAd',
  credentialFields: ['phone', 'vcode', 'customer_id', 'token', 'uuid'],
  credentials: (given, made) => ({ ...given, ...made }),
  cases: [
    { endpoint: 'getOneAd', title: 'gets an advertisement', example: example('getOneAd.ok') },
    ...ofAccount,
    ...ofUuid,
    ...ofExtension,
    ...refused,
  ],
  placeholders: {},
  provocations: {},
  unprovoked: {},
  failure: ({ code, message }) => described('the form of a sister API', { status: code, msg: message }),
  compare: { codePath: 'status', exact: ['msg', 'data.result', 'data.desc'] },
  compareFailure: {},
};
