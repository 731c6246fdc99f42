import { errors, token } from '@api-repack/core/fangtang';
import type {
  IAuthenticate,
  ICredentialTestRequest,
  ICredentialType,
  IHttpRequestOptions,
  INodeProperties,
} from 'n8n-workflow';

export class FangtangApi implements ICredentialType {
  name = 'fangtangApi';
  displayName = 'Fangtang API';
  documentationUrl =
    'https://github.com/api-repack/api-repack/tree/main/packages/n8n-nodes/fangtang#credentials';
  icon = { light: 'file:../icons/fangtang.svg', dark: 'file:../icons/fangtang.dark.svg' } as const;

  properties: INodeProperties[] = [
    {
      displayName: 'Third Code',
      name: 'thirdCode',
      type: 'string',
      required: true,
      default: '',
      description: 'The third_code of your channel, issued by Fangtang',
    },
    {
      displayName: 'Secret Key',
      name: 'secretKey',
      type: 'string',
      typeOptions: { password: true },
      required: true,
      default: '',
      description: 'The secret_key of your channel. It signs requests and is never sent.',
    },
    {
      displayName: 'Base URL',
      name: 'baseUrl',
      type: 'string',
      default: 'https://sdkphoto.fangtangtv.com',
      description:
        'Where the API is. The manual prints this address with http; that it answers to https, too, is an inference from its own web page.',
    },
  ];

  authenticate: IAuthenticate = async (credentials, request) => ({
    ...request,
    headers: {
      ...request.headers,
      token: token(String(credentials.secretKey).trim(), Math.floor(Date.now() / 1000)),
    },
    ...withThirdCode(request, String(credentials.thirdCode).trim()),
  });

  test: ICredentialTestRequest = {
    request: {
      baseURL: '={{ $credentials.baseUrl.trim() }}',
      url: '/api/third/company/nums',
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    },
    // Fangtang answers HTTP 200 to everything. The first rule that fits wins, and 9002 has several meanings.
    rules: [
      ...[errors.unknownChannel, ...Object.values(errors)].map(({ code, hint }) =>
        failsOn('errno', code, hint),
      ),
      failsOn('code', 9000, 'Fangtang refuses the request'),
      // A page or another API has no such field.
      {
        type: 'responseSuccessBody',
        properties: {
          key: 'data',
          value: undefined,
          message: 'This base URL does not lead to the Fangtang API. Check it',
        },
      },
    ],
  };
}

const failsOn = (key: string, value: number, hint: string) => ({
  type: 'responseSuccessBody' as const,
  properties: { key, value, message: `${hint} (${value})` },
});

/** The HTTP Request node keeps forms under other names than `body`. Adds the field once, also when called twice. */
function withThirdCode(request: IHttpRequestOptions, thirdCode: string): Partial<IHttpRequestOptions> {
  const place = ['form', 'formData'].find((name) => name in request) ?? 'body';
  const body: unknown = (request as unknown as Record<string, unknown>)[place] ?? {};
  if (body instanceof FormData || body instanceof URLSearchParams) {
    body.set('third_code', thirdCode);
    return { [place]: body };
  }
  const isPlain = Object.getPrototypeOf(body) === Object.prototype;
  return isPlain ? { [place]: { ...(body as object), third_code: thirdCode } } : {};
}
