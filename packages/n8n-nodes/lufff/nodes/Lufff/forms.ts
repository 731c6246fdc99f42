import { operations } from '@api-repack/core/lufff';
import type { FieldLabels, OperationForm, Resources } from '@api-repack/n8n-kit';
import { accountOf, loginOptions, payerOf, uuidOf, withPhone, withPhoneOfAccount } from './account';

const phone: FieldLabels = {
  phone: {
    label: 'Phone Number',
    description: 'If empty, the one in the credential',
    mayBeEmpty: true,
    example: '13800138000',
  },
  vcode: { label: 'SMS Code', description: 'The four digits from the SMS. They work once.', example: '1234' },
  share_id: {
    label: 'Invite Code',
    description: 'Code of the account that invited this one, four characters',
  },
};

const urlHint =
  'Lufff takes no files. To give a file a public URL of at most 128 characters, put a node such as Aliyun OSS before this one.';

const withAccount = { extra: loginOptions, clientOf: accountOf } satisfies Partial<OperationForm>;

const image: Resources[string]['operations'] = {
  removeBackground: {
    core: operations.removeBackground,
    name: 'Remove Background',
    action: 'Remove the background of an image',
    description: 'Cut out the subject of an image',
    main: ['pic_type', 'rectangles'],
    labels: {
      pic_type: {
        label: 'Picture Type',
        values: {
          '': 'Automatic',
          general: 'General',
          human: 'Human',
          object: 'Object',
          head: 'Head',
          beautify: 'Beautify',
          img_fix: 'Remove Rectangles',
        },
        default: '',
      },
      rectangles: {
        label: 'Rectangles',
        description: 'Areas to remove, in pixels. There is room for about five.',
        when: { field: 'pic_type', is: ['img_fix'] },
      },
      unikey: {
        label: 'Unikey Endpoint',
        description: 'Whether to use the later name of the endpoint. For credentials with a UUID.',
      },
    },
    urlHint,
    extra: loginOptions,
    clientOf: payerOf,
  },
  makeIdPhoto: {
    core: operations.makeIdPhoto,
    name: 'Make ID Photo',
    action: 'Make an ID photo',
    description: 'Make an ID photo and a sheet of them to print. Needs a credential with a UUID.',
    main: ['mmWidth', 'mmHeight', 'bgColor', 'printMmWidth', 'printMmHeight', 'printBgColor'],
    labels: {
      mmWidth: { label: 'Photo Width (Mm)', default: 25 },
      mmHeight: { label: 'Photo Height (Mm)', default: 35 },
      bgColor: { label: 'Photo Background', color: 'css', default: '#438edb' },
      printMmWidth: { label: 'Sheet Width (Mm)', default: 127 },
      printMmHeight: { label: 'Sheet Height (Mm)', default: 89 },
      printBgColor: { label: 'Sheet Background', color: 'css', default: '#ffffff' },
      dpi: { label: 'DPI' },
    },
    urlHint,
    clientOf: uuidOf,
  },
  listHistory: {
    core: operations.history,
    name: 'List History',
    action: 'List the history of images',
    description: 'List the images whose background an account had removed',
    main: ['limit'],
    ...withAccount,
  },
};

const account: Resources[string]['operations'] = {
  getBalance: {
    core: operations.credit,
    name: 'Get Balance',
    action: 'Get the balance of an account',
    description: 'See how many credits are left',
    main: ['phone'],
    labels: phone,
    complete: withPhoneOfAccount,
  },
  sendSmsCode: {
    core: operations.sendCode,
    name: 'Send SMS Code',
    action: 'Send an SMS code to an account',
    description: 'Ask for a code to log in with',
    main: ['phone'],
    labels: phone,
    complete: withPhone,
  },
  logIn: {
    core: operations.login,
    name: 'Log In',
    action: 'Log in to an account',
    description: 'Get a customer ID and a token for the code from an SMS',
    main: ['phone', 'vcode'],
    labels: phone,
    complete: withPhone,
  },
  logInWithUuid: {
    core: operations.loginWithUuid,
    name: 'Log In with UUID',
    action: 'Log in with a UUID',
    description: 'Get a customer ID and a token for the UUID of the credential',
    labels: phone,
    clientOf: uuidOf,
  },
  signIn: {
    core: operations.signIn,
    name: 'Sign In for Today',
    action: 'Sign in for today',
    description: 'Get the credits that an account is given once a day',
    ...withAccount,
  },
  listSignIns: {
    core: operations.signIns,
    name: 'List Sign-Ins',
    action: 'List sign ins',
    description: 'List the days on which an account signed in',
    ...withAccount,
  },
  getSignInReward: {
    core: operations.signInReward,
    name: 'Get Sign-in Reward',
    action: 'Get the sign in reward',
    description: 'See how many credits signing in each day gives',
  },
};

/** The words for core's operations. */
export const resources: Resources = {
  image: { name: 'Image', operations: image },
  account: { name: 'Account', operations: account },
  ad: {
    name: 'Ad',
    operations: {
      getOne: { core: operations.ad, name: 'Get', action: 'Get an ad' },
      getAll: { core: operations.ads, name: 'Get Many', action: 'Get many ads' },
    },
  },
};
