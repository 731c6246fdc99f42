import { aliyunOss, bucketUrl } from '@api-repack/core/aliyun-oss';
import type {
  IAuthenticate,
  ICredentialTestRequest,
  ICredentialType,
  IHttpRequestOptions,
  INodeProperties,
} from 'n8n-workflow';
import { grantOf } from './grant';

export class AliyunOssApi implements ICredentialType {
  name = 'aliyunOssApi';
  displayName = 'Aliyun OSS API';
  documentationUrl =
    'https://github.com/api-repack/api-repack/tree/main/packages/n8n-nodes/aliyun-oss#credentials';
  icon = { light: 'file:../icons/aliyun-oss.svg', dark: 'file:../icons/aliyun-oss.dark.svg' } as const;

  properties: INodeProperties[] = [
    {
      displayName: 'Bucket',
      name: 'bucket',
      type: 'string',
      required: true,
      default: '',
      description: 'Name of the bucket, which is in all URLs of its objects',
    },
    {
      displayName: 'Endpoint',
      name: 'endpoint',
      type: 'string',
      required: true,
      default: 'oss-cn-hangzhou.aliyuncs.com',
      description: "Host or URL of the bucket's region, without the bucket",
    },
    {
      displayName: 'Endpoint Is a Domain of the Bucket',
      name: 'cname',
      type: 'boolean',
      default: false,
      description: 'Whether the endpoint is a domain name (CNAME) of this bucket alone',
    },
    {
      displayName: 'Access Key ID',
      name: 'accessKeyId',
      type: 'string',
      required: true,
      default: '',
    },
    {
      displayName: 'Access Key Secret',
      name: 'accessKeySecret',
      type: 'string',
      typeOptions: { password: true },
      required: true,
      default: '',
      description:
        'Of a RAM user who has the rights for what you do: put, get, list and delete objects, and set their ACL',
    },
    {
      displayName: 'Security Token',
      name: 'securityToken',
      type: 'string',
      typeOptions: { password: true },
      default: '',
      description: 'Only for keys from STS',
    },
    {
      displayName: 'Signature Version',
      name: 'signatureVersion',
      type: 'options',
      default: 'v1',
      options: [
        { name: 'V1', value: 'v1' },
        { name: 'V4', value: 'v4' },
      ],
    },
    {
      displayName: 'Region',
      name: 'region',
      type: 'string',
      default: '',
      placeholder: 'e.g. cn-hangzhou',
      displayOptions: { show: { signatureVersion: ['v4'] } },
      description: 'Needed if the endpoint does not tell it',
    },
  ];

  /** Signs a request for one object. Its URL may be relative to the bucket. */
  authenticate: IAuthenticate = async (credentials, request) => {
    const grant = grantOf(credentials);
    const { method = 'GET', url: given } = request;
    const url = URL.canParse(given) ? given : `${bucketUrl(grant)}/${given.replace(/^\/+/, '')}`;
    const unsigned = { method: method as 'GET', url, headers: textsOf(request), auth: true } as const;
    const { headers } = aliyunOss.authenticate(
      { ...unsigned, answer: 'text', timeoutMs: 0 },
      grant,
      Date.now(),
    );
    return { ...request, baseURL: '', url, headers };
  };

  test: ICredentialTestRequest = {
    // Deleting what is not there is no error, and the answer says nothing about what is in the bucket.
    request: { baseURL: '={{$credentials.endpoint}}', url: '/n8n-credential-test', method: 'DELETE' },
    rules: [
      failsWith(
        403,
        'Aliyun OSS refuses the keys. Check the keys and their rights, and the clock of this machine',
      ),
      failsWith(404, 'There is no such bucket at this endpoint'),
    ],
  };
}

const failsWith = (value: number, message: string) => ({
  type: 'responseCode' as const,
  properties: { value, message },
});

const textsOf = ({ headers = {} }: IHttpRequestOptions): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]));
