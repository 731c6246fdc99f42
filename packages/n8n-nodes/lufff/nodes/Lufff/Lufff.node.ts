import { lufff } from '@api-repack/core/lufff';
import { fieldsOfAll, runItems } from '@api-repack/n8n-kit';
import {
  type IExecuteFunctions,
  type INodeExecutionData,
  type INodeType,
  type INodeTypeDescription,
  NodeConnectionTypes,
} from 'n8n-workflow';
import { retentionMs } from './account';
import { menu, subtitle } from './menu';
import { getCredit, logIn, logInWithUuid, sendSmsCode } from './operations/account';
import { getOneAd, listAds } from './operations/ads';
import { listHistory } from './operations/list-history';
import { makeIdPhoto } from './operations/make-id-photo';
import { removeBackground } from './operations/remove-background';
import { getSignInReward, listSignIns, signIn } from './operations/sign-in';

const operations = {
  image: { listHistory, removeBackground },
  account: { getCredit, logIn, sendSmsCode },
  ad: { getOne: getOneAd },
  extension: { getSignInReward, listAds, listSignIns, logInWithUuid, makeIdPhoto, signIn },
};

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
      {
        name: 'aliyunOssApi',
        required: true,
        // Without the slashes, n8n's editor takes these fields, and the menus they depend on, for a part of the
        // authentication, and hides them.
        displayOptions: {
          show: { '/operation': ['removeBackground', 'makeIdPhoto'], '/inputSource': ['binary'] },
        },
      },
    ],
    properties: [...menu, ...fieldsOfAll(operations)],
  };

  async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
    const isUuid = this.getNodeParameter('authentication', 0) === 'uuid';
    return await runItems(this, {
      vendor: lufff,
      credential: isUuid ? 'lufffUuidApi' : 'lufffAccountApi',
      secrets: isUuid ? ['secret'] : ['token'],
      operations,
      retentionMs,
      continueOnFail: this.continueOnFail(),
    });
  }
}
