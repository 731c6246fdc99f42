import { connect, isVendorError } from '@api-repack/core';
import { login, picwishWeb } from '@api-repack/core/picwish-web';
import { hostOf } from '@api-repack/n8n-kit';
import type {
  ICredentialDataDecryptedObject,
  ICredentialTestRequest,
  ICredentialType,
  IDataObject,
  IHttpRequestHelper,
  IHttpRequestOptions,
  INodeProperties,
} from 'n8n-workflow';
import { accountOf, hasOwnToken } from './token-account';

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
    {
      displayName: 'Account of the Token',
      name: 'tokenAccount',
      type: 'hidden',
      typeOptions: { password: true },
      default: '',
    },
  ];

  /** n8n calls this while it has no token, and stores the one that it gets. */
  async preAuthentication(
    this: IHttpRequestHelper,
    values: ICredentialDataDecryptedObject,
  ): Promise<IDataObject> {
    const { telephone, password, countryCode, baseUrl } = values;
    const options = { host: hostOf(this), baseUrl: String(baseUrl || picwishWeb.baseUrl).trim() };
    const account = {
      telephone: String(telephone).trim(),
      password: String(password),
      countryCode: String(countryCode || '+86').trim(),
    };
    try {
      return { ...(await login(connect(picwishWeb, options), account)), tokenAccount: accountOf(values) };
    } catch (error) {
      // The button "Test" shows nothing else.
      if (isVendorError(error)) error.message = [error.reason, error.context.hint].filter(Boolean).join('. ');
      throw error;
    }
  }

  authenticate = async (
    values: ICredentialDataDecryptedObject,
    options: IHttpRequestOptions,
  ): Promise<IHttpRequestOptions> => {
    // For this status n8n logs in and tries again.
    if (!hasOwnToken(values)) throw Object.assign(new Error('needed login'), { response: { status: 401 } });
    return { ...options, headers: { ...options.headers, authorization: `Bearer ${values.token}` } };
  };

  /** Asks for permission to upload, and uploads nothing. */
  test: ICredentialTestRequest = {
    request: {
      baseURL: `={{ ($credentials.baseUrl || "${picwishWeb.baseUrl}").trim() }}`,
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
      // A page or another API has no such fields.
      ...['status', 'data'].map((key) => ({
        type: 'responseSuccessBody' as const,
        properties: {
          key,
          value: undefined,
          message: "This base URL does not lead to the API of PicWish's web page. Check it",
        },
      })),
    ],
  };
}
