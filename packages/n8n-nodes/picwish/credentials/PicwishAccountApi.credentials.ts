import { connect, isVendorError } from '@api-repack/core';
import { login, picwishWeb } from '@api-repack/core/picwish';
import { hostOf } from '@api-repack/n8n-kit';
import type {
  IAuthenticateGeneric,
  ICredentialDataDecryptedObject,
  ICredentialTestRequest,
  ICredentialType,
  IDataObject,
  IHttpRequestHelper,
  INodeProperties,
} from 'n8n-workflow';

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
      placeholder: 'e.g. 13800138000',
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

  /** n8n calls this while it has no token, and stores the one that it gets. */
  async preAuthentication(
    this: IHttpRequestHelper,
    { telephone, password, countryCode, baseUrl }: ICredentialDataDecryptedObject,
  ): Promise<IDataObject> {
    const options = { host: hostOf(this), baseUrl: String(baseUrl || picwishWeb.baseUrl) };
    const account = {
      telephone: String(telephone).trim(),
      password: String(password),
      countryCode: String(countryCode || '+86').trim(),
    };
    try {
      return { ...(await login(connect(picwishWeb, options), account)) };
    } catch (error) {
      // The button "Test" shows nothing else.
      if (isVendorError(error)) error.message = [error.reason, error.context.hint].filter(Boolean).join('. ');
      throw error;
    }
  }

  authenticate: IAuthenticateGeneric = {
    type: 'generic',
    properties: { headers: { authorization: '=Bearer {{$credentials.token}}' } },
  };

  /** Asks for permission to upload, and uploads nothing. */
  test: ICredentialTestRequest = {
    request: {
      baseURL: `={{ $credentials.baseUrl || "${picwishWeb.baseUrl}" }}`,
      url: '/app/picwish/authorizations/oss',
      method: 'POST',
      qs: { product_id: '482', language: 'zh' },
      body: { filenames: ['test.png'] },
    },
    // Perhaps with HTTP status 200.
    rules: [
      {
        type: 'responseSuccessBody',
        properties: { key: 'status', value: 401, message: 'PicWish did not accept its own login' },
      },
    ],
  };
}
