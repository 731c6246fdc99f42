import { accountSession, balance, picwish, picwishWeb, regions } from '@api-repack/core/picwish';
import {
  commonOptions,
  fieldsOfAll,
  type Operation,
  optionsField,
  runItems,
  withInput,
} from '@api-repack/n8n-kit';
import {
  type IExecuteFunctions,
  type INodeExecutionData,
  type INodeProperties,
  type INodeType,
  type INodeTypeDescription,
  NodeConnectionTypes,
} from 'n8n-workflow';
import { accountOperations } from './account-image';
import { accountTools } from './account-tools';
import type { ToolForm } from './form';
import { imageOperations } from './image';
import { imageTools } from './image-tools';
import { retentionMs } from './results';

const getCredits: Operation<typeof picwish> = {
  fields: [optionsField(commonOptions)],
  plan: (item) => [async () => [withInput(item, { ...(await balance(item.client)) })]],
};

const withKey = { image: imageOperations, account: { getCredits } };
const withAccount = { accountImage: accountOperations };

const getResult = {
  name: 'Get Result',
  value: 'getResult',
  action: 'Get the result of a task',
  description: 'Wait for a task that was submitted before, and get its result',
};

/** Takes steps apart, for those who want to wait outside of the node. */
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

function operationField(
  resource: string,
  forms: Readonly<Record<string, ToolForm>>,
  others: { name: string; value: string }[],
): INodeProperties {
  const options = Object.entries(forms).map(([value, { name, action, description }]) => ({
    name,
    value,
    action,
    description,
  }));
  const field: INodeProperties = {
    displayName: 'Operation',
    name: 'operation',
    type: 'options',
    noDataExpression: true,
    default: '',
    displayOptions: { show: { resource: [resource] } },
    options: [...options, ...others].sort((a, b) => a.name.localeCompare(b.name, 'en')),
  };
  return { ...field, default: options[0]?.value ?? '' };
}

export class Picwish implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'PicWish',
    name: 'picwish',
    icon: { light: 'file:../../icons/picwish.svg', dark: 'file:../../icons/picwish.dark.svg' },
    group: ['transform'],
    version: 1,
    subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
    description: 'Remove backgrounds and objects, enhance, colorize and read images with PicWish',
    defaults: { name: 'PicWish' },
    usableAsTool: true,
    inputs: [NodeConnectionTypes.Main],
    outputs: [NodeConnectionTypes.Main],
    credentials: [
      { name: 'picwishApi', required: true, displayOptions: { show: { resource: ['image', 'account'] } } },
      { name: 'picwishAccountApi', required: true, displayOptions: { show: { resource: ['accountImage'] } } },
    ],
    properties: [
      {
        displayName: 'Resource',
        name: 'resource',
        type: 'options',
        noDataExpression: true,
        default: 'image',
        options: [
          { name: 'Account', value: 'account' },
          {
            name: 'Account Image',
            value: 'accountImage',
            description: 'What the web page can do, with the login of an account',
          },
          { name: 'Image', value: 'image', description: 'What the developer API can do, with a key' },
        ],
      },
      operationField('image', imageTools, [getResult]),
      operationField('accountImage', accountTools, accountSteps),
      {
        displayName: 'Operation',
        name: 'operation',
        type: 'options',
        noDataExpression: true,
        default: 'getCredits',
        displayOptions: { show: { resource: ['account'] } },
        options: [
          {
            name: 'Get Credits',
            value: 'getCredits',
            action: 'Get the credits',
            description: 'See how many credits are left',
          },
        ],
      },
      ...fieldsOfAll(withKey),
      ...fieldsOfAll(withAccount),
    ],
  };

  async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
    const continueOnFail = this.continueOnFail();
    if (this.getNodeParameter('resource', 0) === 'accountImage') {
      return await runItems(this, {
        vendor: picwishWeb,
        credential: 'picwishAccountApi',
        secrets: ['password', 'token'],
        sessionOf: (client, { telephone, password, countryCode }) =>
          accountSession(
            client,
            {
              telephone: String(telephone),
              password: String(password),
              countryCode: String(countryCode || '+86'),
            },
            { kept: {}, hostLogsIn: true },
          ),
        operations: withAccount,
        retentionMs,
        continueOnFail,
      });
    }
    return await runItems(this, {
      vendor: picwish,
      credential: 'picwishApi',
      secrets: ['apiKey'],
      baseUrlOf: ({ region }) => regions[region as keyof typeof regions] ?? picwish.baseUrl,
      operations: withKey,
      retentionMs,
      continueOnFail,
    });
  }
}
