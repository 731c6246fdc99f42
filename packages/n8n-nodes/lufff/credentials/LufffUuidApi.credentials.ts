import type { IAuthenticate, ICredentialTestRequest, ICredentialType, INodeProperties } from 'n8n-workflow';
import { withFields } from './body';

const refused = 'Lufff does not accept this UUID';

export class LufffUuidApi implements ICredentialType {
  name = 'lufffUuidApi';
  displayName = 'Lufff UUID API';
  documentationUrl =
    'https://github.com/api-repack/api-repack/tree/main/packages/n8n-nodes/lufff#credentials';
  icon = { light: 'file:../icons/lufff.svg', dark: 'file:../icons/lufff.dark.svg' } as const;

  properties: INodeProperties[] = [
    {
      displayName: 'UUID',
      name: 'secret',
      type: 'string',
      typeOptions: { password: true },
      required: true,
      default: '',
      description:
        'A long text of your own that nobody can guess; later manuals call it unikey. Whoever knows it can use its credits.',
    },
    {
      displayName: 'Base URL',
      name: 'baseUrl',
      type: 'string',
      default: 'https://aipic.lufff.com',
      description: 'Where the API is',
    },
  ];

  /** The endpoints disagree on what it is called, and their paths tell. */
  authenticate: IAuthenticate = async ({ secret }, request) =>
    withFields(request, { [/_uuid\/?$/.test(request.url) ? 'uuid' : 'unikey']: String(secret).trim() });

  test: ICredentialTestRequest = {
    request: {
      baseURL: '={{ $credentials.baseUrl.trim() }}',
      url: '/make_pic/api/get_left_credit_by_unikey/',
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/plain' },
      body: {},
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
