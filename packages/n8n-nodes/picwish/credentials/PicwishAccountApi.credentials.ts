import { picwishWeb } from '@api-repack/core/picwish';
import type {
  IAuthenticateGeneric,
  ICredentialDataDecryptedObject,
  ICredentialTestRequest,
  ICredentialType,
  IDataObject,
  IHttpRequestHelper,
  INodeProperties,
} from 'n8n-workflow';

const { path } = picwishWeb.endpoints.login;

export class PicwishAccountApi implements ICredentialType {
  name = 'picwishAccountApi';
  displayName = 'PicWish Account API';
  documentationUrl =
    'https://github.com/api-repack/api-repack/tree/main/packages/n8n-nodes/picwish#credentials';
  icon = { light: 'file:../icons/picwish.svg', dark: 'file:../icons/picwish.dark.svg' } as const;

  properties: INodeProperties[] = [
    {
      displayName: 'Telephone',
      name: 'telephone',
      type: 'string',
      required: true,
      default: '',
      placeholder: '13800138000',
      description: 'The telephone number you log in with at picwish.cn',
    },
    {
      displayName: 'Password',
      name: 'password',
      type: 'string',
      typeOptions: { password: true },
      required: true,
      default: '',
      description: 'Set one in the personal center of picwish.cn, if you log in by SMS',
    },
    {
      displayName: 'Country Code',
      name: 'countryCode',
      type: 'string',
      default: '+86',
    },
    {
      displayName: 'Base URL',
      name: 'baseUrl',
      type: 'string',
      default: picwishWeb.baseUrl,
      description: 'Where the API of the web page is, or a mock',
    },
    {
      displayName: 'Token',
      name: 'token',
      type: 'hidden',
      typeOptions: { expirable: true, password: true },
      default: '',
    },
  ];

  /** n8n calls this while it has no token, and when PicWish no longer accepts the one it has. */
  async preAuthentication(
    this: IHttpRequestHelper,
    credentials: ICredentialDataDecryptedObject,
  ): Promise<IDataObject> {
    const { telephone, password, countryCode, baseUrl } = credentials;
    const answer = (await this.helpers.httpRequest({
      method: 'POST',
      url: `${String(baseUrl).replace(/\/+$/, '')}${path}`,
      body: { telephone, password, country_code: countryCode, language: 'zh', product_id: '482' },
      json: true,
    })) as { data?: { api_token?: string }; message?: string };
    const token = answer.data?.api_token;
    if (token) return { token };
    throw new Error('PicWish did not accept this telephone number and password');
  }

  authenticate: IAuthenticateGeneric = {
    type: 'generic',
    properties: { headers: { authorization: '=Bearer {{$credentials.token}}' } },
  };

  /** Asks for permission to upload, and uploads nothing. */
  test: ICredentialTestRequest = {
    request: {
      baseURL: '={{$credentials.baseUrl}}',
      url: '/app/picwish/authorizations/oss',
      method: 'POST',
      qs: { product_id: '482', language: 'zh' },
      body: { filenames: ['test.png'] },
    },
    rules: [
      {
        type: 'responseSuccessBody',
        properties: { key: 'status', value: 401, message: 'PicWish did not accept this login' },
      },
    ],
  };
}
