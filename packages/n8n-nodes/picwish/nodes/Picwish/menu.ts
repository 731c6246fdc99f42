import { subtitleOf } from '@api-repack/n8n-kit';
import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { accountTools } from './account-tools';
import type { ToolForm } from './form';
import { imageTools } from './image-tools';

const operationField = (
  resource: string,
  first: string,
  options: INodePropertyOptions[],
): INodeProperties => ({
  displayName: 'Operation',
  name: 'operation',
  type: 'options',
  noDataExpression: true,
  default: first,
  displayOptions: { show: { resource: [resource] } },
  options: options.sort((a, b) => a.name.localeCompare(b.name, 'en')),
});

const entriesOf = (forms: Readonly<Record<string, ToolForm>>): INodePropertyOptions[] =>
  Object.entries(forms).map(([value, { name, action, description }]) => ({
    name,
    value,
    action,
    description,
  }));

const getResult = {
  name: 'Get Result',
  value: 'getResult',
  action: 'Get the result of a task',
  description: 'Get the result of a task that was started before',
};

/** Steps of their own, for those who want to wait outside of the node or to use an upload twice. */
const accountSteps = [
  {
    name: 'Create Task',
    value: 'createTask',
    action: 'Create a task with an account',
    description: 'Start processing an uploaded image. Charges.',
  },
  { ...getResult, action: 'Get the result of a task of an account' },
  {
    name: 'Upload',
    value: 'upload',
    action: 'Upload an image to an account',
    description: 'Store an image and return its resource ID',
  },
];

export const menu: INodeProperties[] = [
  {
    displayName: 'Resource',
    name: 'resource',
    type: 'options',
    noDataExpression: true,
    default: 'image',
    options: [
      { name: 'Account', value: 'account', description: 'The account behind the key' },
      {
        name: 'Account Image',
        value: 'accountImage',
        description: 'What the web page picwish.cn can do, with the login of an account',
      },
      { name: 'Image', value: 'image', description: 'What the developer API can do, with a key' },
    ],
  },
  operationField('image', 'segmentation', [...entriesOf(imageTools), getResult]),
  operationField('accountImage', 'faceCutout', [...entriesOf(accountTools), ...accountSteps]),
  operationField('account', 'getCredits', [
    {
      name: 'Get Credits',
      value: 'getCredits',
      action: 'Get the credits',
      description: 'See how many credits are left',
    },
  ]),
];

/** PicWish's own words for its tools, such as `imgcompress`, are not for people. */
export const subtitle = subtitleOf(menu);
