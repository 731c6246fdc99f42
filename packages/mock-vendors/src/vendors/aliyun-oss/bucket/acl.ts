import { aliyunOss } from '@api-repack/core/aliyun-oss';
import type { MockResponse } from '../../../engine/exchange.ts';
import type { BucketAcl } from '../bucket-settings.ts';
import { changeBucket } from '../buckets.ts';
import type { OssCall } from '../call.ts';
import { done } from '../empty.ts';
import { OssFail } from '../failure.ts';
import { requireBucket } from '../names.ts';
import { ownerXml } from '../owner.ts';
import { xmlElement, xmlText } from '../xml.ts';
import { xmlResponse } from './configuration-operations.ts';

const acls: readonly BucketAcl[] = ['private', 'public-read', 'public-read-write'];

/** The ACL in a request's header, if there is one. */
export function aclIn({ exchange }: OssCall): BucketAcl | undefined {
  const sent = exchange.request.headers['x-oss-acl'];
  const acl = acls.find((known) => known === sent);
  if (sent === undefined || acl) return acl;
  throw new OssFail(aliyunOss.errors.invalidArgument, {
    message: 'no such bucket access control exists',
    ec: '0015-00000204',
    elements: { ArgumentName: 'x-oss-acl', ArgumentValue: sent },
  });
}

export function putBucketAcl(call: OssCall): MockResponse {
  const acl = aclIn(call);
  if (acl === undefined)
    throw new OssFail(aliyunOss.errors.invalidArgument, {
      message: 'The header x-oss-acl is missing.',
      elements: { ArgumentName: 'x-oss-acl' },
    });
  changeBucket(call.state, call.bucket, { acl });
  return done;
}

export function getBucketAcl({ settings, bucket }: OssCall): MockResponse {
  const { acl } = requireBucket(settings, bucket);
  const grants = xmlElement('AccessControlList', xmlText('Grant', acl));
  return xmlResponse(xmlElement('AccessControlPolicy', ownerXml + grants));
}
