import type { IAuthenticate, ICredentialTestRequest, ICredentialType, INodeProperties } from 'n8n-workflow';
import { withFields } from './body';

const refused =
  'Lufff does not accept them. Run the operations Send SMS Code and Log In, then enter the customer ID and the token';

export class LufffAccountApi implements ICredentialType {
  name = 'lufffAccountApi';
  displayName = 'Lufff Account API';
  documentationUrl =
    'https://github.com/api-repack/api-repack/tree/main/packages/n8n-nodes/lufff#credentials';
  icon = { light: 'file:../icons/lufff.svg', dark: 'file:../icons/lufff.dark.svg' } as const;

  properties: INodeProperties[] = [
    {
      displayName: 'Phone Number',
      name: 'phone',
      type: 'string',
      default: '',
      placeholder: 'e.g. 13800138000',
      description: 'Enough to send an SMS code and to log in with it',
    },
    {
      displayName: 'Customer ID',
      name: 'customerId',
      type: 'string',
      default: '',
      placeholder: 'e.g. 100001',
      description: 'What the operation Log In returns as customerId',
    },
    {
      displayName: 'Token',
      name: 'token',
      type: 'string',
      typeOptions: { password: true },
      default: '',
      description: 'What the operation Log In returns as token. How long it lives is not documented.',
    },
    {
      displayName: 'Base URL',
      name: 'baseUrl',
      type: 'string',
      default: 'https://aipic.lufff.com',
      description: 'Where the API is',
    },
  ];

  authenticate: IAuthenticate = async ({ customerId, token }, request) =>
    withFields(request, { customer_id: String(customerId).trim(), token: String(token).trim() });

  test: ICredentialTestRequest = {
    request: {
      baseURL: '={{ $credentials.baseUrl.trim() }}',
      url: '/make_pic/api/get_rm_bg_list/',
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/plain' },
      body: { page: 1, size: 1 },
    },
    // Lufff documents no error numbers. A failure is what has no data.
    rules: [
      {
        type: 'responseSuccessBody',
        properties: { key: 'data', value: undefined, message: refused },
      },
      { type: 'responseSuccessBody', properties: { key: 'data', value: null, message: refused } },
    ],
  };
}
