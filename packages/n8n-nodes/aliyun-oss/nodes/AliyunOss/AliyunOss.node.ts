import { aliyunOss, bucketUrl } from '@api-repack/core/aliyun-oss';
import { nodeForms, runItems } from '@api-repack/n8n-kit';
import {
  type IExecuteFunctions,
  type INodeExecutionData,
  type INodeType,
  type INodeTypeDescription,
  NodeConnectionTypes,
} from 'n8n-workflow';
import { grantOf } from '../../credentials/grant';
import { resources } from './forms';

const { properties, subtitle, operations } = nodeForms(resources);

export class AliyunOss implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Aliyun OSS',
    name: 'aliyunOss',
    icon: { light: 'file:../../icons/aliyun-oss.svg', dark: 'file:../../icons/aliyun-oss.dark.svg' },
    group: ['transform'],
    version: 1,
    subtitle,
    description: 'Upload, share, download, list and delete files in a bucket of Aliyun OSS',
    defaults: { name: 'Aliyun OSS' },
    usableAsTool: true,
    builderHint: {
      searchHint:
        'Upload gives a file a URL, which others can open if Public Read is on. Get URL makes one that expires. Pass key on to Delete.',
    },
    inputs: [NodeConnectionTypes.Main],
    outputs: [NodeConnectionTypes.Main],
    credentials: [{ name: 'aliyunOssApi', required: true }],
    properties,
  };

  async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
    return await runItems(this, {
      vendor: aliyunOss,
      credential: 'aliyunOssApi',
      secrets: ['accessKeySecret', 'securityToken', 'accessKeyId'],
      baseUrlOf: (values) => bucketUrl(grantOf(values)),
      credentialsOf: grantOf,
      operations,
      continueOnFail: this.continueOnFail(),
    });
  }
}
