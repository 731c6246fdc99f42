import { regions } from '@api-repack/core/picwish';
import type {
  IAuthenticateGeneric,
  ICredentialTestRequest,
  ICredentialType,
  INodeProperties,
} from 'n8n-workflow';

export class PicwishApi implements ICredentialType {
  name = 'picwishApi';
  displayName = 'PicWish API';
  documentationUrl =
    'https://github.com/api-repack/api-repack/tree/main/packages/n8n-nodes/picwish#credentials';
  icon = { light: 'file:../icons/picwish.svg', dark: 'file:../icons/picwish.dark.svg' } as const;

  properties: INodeProperties[] = [
    {
      displayName: 'API Key',
      name: 'apiKey',
      type: 'string',
      typeOptions: { password: true },
      required: true,
      default: '',
      description: 'The key of the developer API, from the API page of picwish.cn or picwish.com',
    },
    {
      displayName: 'Region',
      name: 'region',
      type: 'options',
      default: 'china',
      options: [
        { name: 'China', value: 'china', description: 'Keys from picwish.cn (佐糖)' },
        { name: 'Global', value: 'global', description: 'Keys from picwish.com' },
      ],
      description: 'Where the key was issued',
    },
    {
      displayName: 'Base URL',
      name: 'baseUrl',
      type: 'string',
      default: '',
      placeholder: 'e.g. http://127.0.0.1:4011',
      description: "Only for another address than the region's, such as a mock",
    },
  ];

  authenticate: IAuthenticateGeneric = {
    type: 'generic',
    properties: { headers: { 'x-api-key': '={{ ($credentials.apiKey || "").trim() }}' } },
  };

  test: ICredentialTestRequest = {
    request: {
      baseURL: `={{ ($credentials.baseUrl || ${JSON.stringify(regions)}[$credentials.region]).trim() }}`,
      url: '/api/customers/package-credits',
    },
    // n8n takes both kinds of rules together, whatever its type says.
    rules: [
      {
        type: 'responseCode',
        properties: { value: 401, message: 'PicWish does not accept this key in this region' },
      },
      {
        type: 'responseCode',
        properties: { value: 404, message: 'There is no PicWish API at this base URL. Check it' },
      },
      {
        type: 'responseSuccessBody',
        properties: { key: 'status', value: 401, message: 'PicWish does not accept this key in this region' },
      },
      // A page or another API has no such fields.
      ...['status', 'data'].map((key) => ({
        type: 'responseSuccessBody' as const,
        properties: {
          key,
          value: undefined,
          message: 'This base URL does not lead to the PicWish API. Check it, or leave it empty',
        },
      })),
    ] as NonNullable<ICredentialTestRequest['rules']>,
  };
}
