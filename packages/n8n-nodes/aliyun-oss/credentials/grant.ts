import type { OssGrant } from '@api-repack/core/aliyun-oss';

/** The credential Aliyun OSS API in the words of core. */
export function grantOf(values: Readonly<Record<string, unknown>>): OssGrant {
  const text = (name: string) => String(values[name] ?? '').trim();
  return {
    bucket: text('bucket'),
    endpoint: text('endpoint'),
    cname: values.cname === true,
    accessKeyId: text('accessKeyId'),
    accessKeySecret: text('accessKeySecret'),
    securityToken: text('securityToken') || undefined,
    region: text('region') || undefined,
    signatureVersion: values.signatureVersion === 'v4' ? 'v4' : 'v1',
  };
}
