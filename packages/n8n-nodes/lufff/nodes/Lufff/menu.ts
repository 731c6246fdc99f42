import { subtitleOf } from '@api-repack/n8n-kit';
import type { INodeProperties } from 'n8n-workflow';

/** The menus "Resource" and "Operation". */
export const menu: INodeProperties[] = [
  {
    displayName: 'Authentication',
    name: 'authentication',
    type: 'options',
    noDataExpression: true,
    default: 'account',
    options: [
      { name: 'Account', value: 'account', description: 'Of a phone number, with a customer ID and a token' },
      { name: 'UUID', value: 'uuid', description: 'A text of your own, without a phone number' },
    ],
  },
  {
    displayName: 'Resource',
    name: 'resource',
    type: 'options',
    noDataExpression: true,
    default: 'image',
    options: [
      { name: 'Account', value: 'account' },
      { name: 'Ad', value: 'ad' },
      {
        name: 'Extension',
        value: 'extension',
        description: 'What only later revisions of the manual describe, and may not be there',
      },
      { name: 'Image', value: 'image' },
    ],
  },
  operations('image', 'removeBackground', [
    {
      name: 'List History',
      value: 'listHistory',
      action: 'List the history of images',
      description: 'See what an account had cut out',
    },
    {
      name: 'Remove Background',
      value: 'removeBackground',
      action: 'Remove the background of an image',
      description: 'Cut out the subject of an image. Costs one credit.',
    },
  ]),
  operations('account', 'getCredit', [
    {
      name: 'Get Credit',
      value: 'getCredit',
      action: 'Get the credit of an account',
      description: 'See how many credits are left',
    },
    {
      name: 'Log In',
      value: 'logIn',
      action: 'Log in to an account',
      description: 'Get a customer ID and a token for the code from an SMS',
    },
    {
      name: 'Send SMS Code',
      value: 'sendSmsCode',
      action: 'Send an SMS code to an account',
      description: 'Ask for a code to log in with',
    },
  ]),
  operations('ad', 'getOne', [
    { name: 'Get One', value: 'getOne', action: 'Get one ad', description: 'Get an advertisement' },
  ]),
  operations('extension', 'makeIdPhoto', [
    {
      name: 'Get Sign-in Reward',
      value: 'getSignInReward',
      action: 'Get the sign in reward',
      description: 'See how many credits signing in each day gives',
    },
    { name: 'List Ads', value: 'listAds', action: 'List ads', description: 'Get all advertisements' },
    {
      name: 'List Sign-Ins',
      value: 'listSignIns',
      action: 'List sign ins',
      description: 'See on which days an account signed in',
    },
    {
      name: 'Log In with UUID',
      value: 'logInWithUuid',
      action: 'Log in with a UUID',
      description: 'Get a customer ID and a token for a UUID',
    },
    {
      name: 'Make ID Photo',
      value: 'makeIdPhoto',
      action: 'Make an ID photo',
      description: 'Make an ID photo and a sheet of them to print. Costs credits.',
    },
    {
      name: 'Sign In for Today',
      value: 'signIn',
      action: 'Sign in for today',
      description: 'Get the credits that an account is given once a day',
    },
  ]),
];

function operations(
  resource: string,
  first: string,
  options: NonNullable<INodeProperties['options']>,
): INodeProperties {
  return {
    displayName: 'Operation',
    name: 'operation',
    type: 'options',
    noDataExpression: true,
    default: first,
    displayOptions: { show: { resource: [resource] } },
    options,
  };
}

export const subtitle = subtitleOf(menu);
