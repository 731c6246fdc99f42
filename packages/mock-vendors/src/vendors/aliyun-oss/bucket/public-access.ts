import { aliyunOss } from '@api-repack/core/aliyun-oss';
import { configurationOf } from '../buckets.ts';
import { OssFail } from '../failure.ts';
import type { OssState } from '../state.ts';
import { parseXml, textOf } from '../xml.ts';

const account = '';

/** True if the bucket, or the account, blocks what everybody may do. */
export const blocksPublicAccess = (state: OssState, bucket: string): boolean =>
  [bucket, account].some((owner) => {
    const document = configurationOf(state, owner, 'publicAccessBlock');
    return (
      document !== undefined &&
      textOf(parseXml(document, 'PublicAccessBlockConfiguration'), 'BlockPublicAccess') === 'true'
    );
  });

/** Throws where public access is blocked, and an ACL among the headers of a request would open it. */
export function requireAllowedAcl(
  state: OssState,
  bucket: string,
  headers: Readonly<Record<string, string>>,
): void {
  const acl = headers['x-oss-acl'] ?? headers['x-oss-object-acl'] ?? '';
  if (acl.startsWith('public-')) requirePublicAccess(state, bucket);
}

export function requirePublicAccess(state: OssState, bucket: string): void {
  if (blocksPublicAccess(state, bucket))
    throw new OssFail(aliyunOss.errors.accessDenied, {
      message: 'Public access is blocked: see PutBucketPublicAccessBlock and PutPublicAccessBlock.',
    });
}
