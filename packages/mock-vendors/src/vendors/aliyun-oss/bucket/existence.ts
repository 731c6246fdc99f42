import { aliyunOss } from '@api-repack/core/aliyun-oss';
import type { MockResponse } from '../../../engine/exchange.ts';
import { hostnameOf } from '../address.ts';
import { changeBucket, deleteBucketState, makeBucketState, setConfiguration } from '../buckets.ts';
import type { OssCall } from '../call.ts';
import { noContent } from '../empty.ts';
import { OssFail } from '../failure.ts';
import { historiesIn } from '../object/history.ts';
import { stateSlot } from '../state.ts';
import { malformedXml, parseXml, textOf } from '../xml.ts';
import { aclIn } from './acl.ts';
import { documentOf } from './body.ts';
import { bucketErrors } from './errors.ts';
import { resourceGroupHeader, resourceGroupXml } from './resource-group.ts';

/** Documented for one account and one region. */
const maxBuckets = 100;
const storageClasses = ['Standard', 'IA', 'Archive', 'ColdArchive', 'DeepColdArchive'];
const redundancyTypes = ['LRS', 'ZRS'];

/** For a bucket that exists already, only its ACL changes. */
export async function putBucket(call: OssCall): Promise<MockResponse> {
  const { state, settings, bucket, now, exchange } = call;
  const acl = aclIn(call);
  const { storageClass, dataRedundancyType } = propertiesIn(await documentOf(call));
  const known = settings.buckets[bucket];
  if (known) {
    if (storageClass !== undefined && storageClass !== (known.storageClass ?? 'Standard'))
      throw new OssFail(bucketErrors.bucketAlreadyExists, { elements: { BucketName: bucket } });
    if (acl) changeBucket(state, bucket, { acl });
  } else {
    if (Object.keys(settings.buckets).length >= maxBuckets) throw new OssFail(bucketErrors.tooManyBuckets);
    makeBucketState(state, bucket, {
      region: regionOf(call),
      acl: acl ?? 'private',
      createdAt: now,
      ...(storageClass && { storageClass }),
      ...(dataRedundancyType && { dataRedundancyType }),
    });
    const group = exchange.request.headers[resourceGroupHeader];
    if (group) setConfiguration(state, { bucket, name: 'resourceGroup' }, resourceGroupXml(group));
    exchange.note({ created: [bucket] });
  }
  return { status: 200, headers: { location: `/${bucket}` }, body: '' };
}

/** The one of the endpoint, or else the one that is signed. */
function regionOf({ exchange, region }: OssCall): string {
  const [, named] =
    /(?:^|\.)oss-([a-z0-9-]+?)(?:-internal)?\.aliyuncs\.com$/.exec(hostnameOf(exchange.request)) ?? [];
  return region ?? named ?? 'cn-hangzhou';
}

function propertiesIn(document: string) {
  if (document.trim() === '') return {};
  const root = parseXml(document, 'CreateBucketConfiguration');
  const storageClass = textOf(root, 'StorageClass');
  const dataRedundancyType = textOf(root, 'DataRedundancyType');
  if (storageClass !== undefined && !storageClasses.includes(storageClass)) throw new OssFail(malformedXml);
  if (dataRedundancyType !== undefined && !redundancyTypes.includes(dataRedundancyType))
    throw new OssFail(aliyunOss.errors.invalidArgument, {
      elements: { ArgumentName: 'DataRedundancyType', ArgumentValue: dataRedundancyType },
    });
  return { storageClass, dataRedundancyType };
}

/** Versions, delete markers and unfinished multipart uploads prevent it, too. */
export function deleteBucket({ exchange, state, bucket }: OssCall): MockResponse {
  const hasUploads = [...state.uploads.values()].some(({ properties }) => properties.bucket === bucket);
  const hasObjects = !historiesIn(state, bucket).next().done;
  if (hasObjects || hasUploads)
    throw new OssFail(bucketErrors.bucketNotEmpty, { elements: { BucketName: bucket } });
  const { buckets } = exchange.world.settingsOf(stateSlot);
  deleteBucketState(state, bucket, Object.hasOwn(buckets, bucket));
  exchange.note({ removed: [bucket] });
  return noContent;
}
