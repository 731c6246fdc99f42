import { fangtang } from '@api-repack/core/fangtang';
import { nodeForms, runItems } from '@api-repack/n8n-kit';
import {
  type IExecuteFunctions,
  type INodeExecutionData,
  type INodeType,
  type INodeTypeDescription,
  NodeConnectionTypes,
} from 'n8n-workflow';
import { itemsAtOnce, resources } from './forms';

const { properties, subtitle, operations } = nodeForms(resources, itemsAtOnce);

export class Fangtang implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Fangtang',
    name: 'fangtang',
    icon: { light: 'file:../../icons/fangtang.svg', dark: 'file:../../icons/fangtang.dark.svg' },
    group: ['transform'],
    version: 1,
    subtitle,
    description: 'Restore, colorize and enlarge photos, and change their background, with Fangtang',
    defaults: { name: 'Fangtang' },
    usableAsTool: true,
    builderHint: {
      searchHint:
        'Each operation waits for its result. To wait outside of the node, set Wait for Result to Submit Only and pass id on to Get Result, which is free.',
    },
    inputs: [NodeConnectionTypes.Main],
    outputs: [NodeConnectionTypes.Main],
    credentials: [{ name: 'fangtangApi', required: true }],
    properties,
  };

  async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
    return await runItems(this, {
      vendor: fangtang,
      credential: 'fangtangApi',
      secrets: ['secretKey'],
      operations,
      continueOnFail: this.continueOnFail(),
    });
  }
}
