import { lufff } from '@api-repack/core/lufff';
import { nodeForms, runItems } from '@api-repack/n8n-kit';
import {
  type IExecuteFunctions,
  type INodeExecutionData,
  type INodeType,
  type INodeTypeDescription,
  NodeConnectionTypes,
} from 'n8n-workflow';
import { authentication } from './authentication';
import { resources } from './forms';

const { properties, subtitle, operations } = nodeForms(resources);

export class Lufff implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Lufff',
    name: 'lufff',
    icon: { light: 'file:../../icons/lufff.svg', dark: 'file:../../icons/lufff.dark.svg' },
    group: ['transform'],
    version: 1,
    subtitle,
    description: 'Remove the background of images with Lufff',
    defaults: { name: 'Lufff' },
    usableAsTool: true,
    builderHint: {
      searchHint:
        'Takes public image URLs of at most 128 characters, and no files. Aliyun OSS, Upload, gives a file such a URL.',
    },
    inputs: [NodeConnectionTypes.Main],
    outputs: [NodeConnectionTypes.Main],
    credentials: [
      {
        name: 'lufffAccountApi',
        required: true,
        displayOptions: { show: { authentication: ['account'] } },
      },
      {
        name: 'lufffUuidApi',
        required: true,
        displayOptions: { show: { authentication: ['uuid'] } },
      },
    ],
    properties: [...properties, authentication],
  };

  async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
    const isUuid = this.getNodeParameter('authentication', 0) === 'uuid';
    return await runItems(this, {
      vendor: lufff,
      credential: isUuid ? 'lufffUuidApi' : 'lufffAccountApi',
      scheme: isUuid ? 'uuid' : 'account',
      secrets: isUuid ? ['secret'] : ['token'],
      operations,
      continueOnFail: this.continueOnFail(),
    });
  }
}
