import type { OssOperation } from '../operation.ts';
import { accessPointOperations } from './access-point.ts';
import { getBucketAcl, putBucketAcl } from './acl.ts';
import { asyncFetchOperations } from './async-fetch.ts';
import { cnameOperations } from './cname.ts';
import { configurationOperations } from './configuration-operations.ts';
import { deleteBucket, putBucket } from './existence.ts';
import { getBucketInfo, getBucketLocation } from './info.ts';
import { inventoryOperations } from './inventory.ts';
import { describeRegions, listBuckets } from './list-buckets.ts';
import { listObjects } from './list-objects.ts';
import { listObjectVersions } from './list-versions.ts';
import { metaQueryOperations } from './meta-query.ts';
import { optionsOperations } from './options.ts';
import { policyOperations } from './policy.ts';
import { getUserQosInfo } from './qos.ts';
import { redundancyTransitionOperations } from './redundancy-transition.ts';
import { replicationOperations } from './replication.ts';
import { getBucketStat } from './stat.ts';
import { styleOperations } from './style.ts';
import { wormOperations } from './worm.ts';

const bucket = { scope: 'bucket' } as const;

export const bucketOperations: readonly OssOperation[] = [
  { name: 'listBuckets', method: 'GET', scope: 'service', selectors: [], run: listBuckets },
  { name: 'describeRegions', method: 'GET', scope: 'service', selectors: ['regions'], run: describeRegions },
  { name: 'getUserQosInfo', method: 'GET', scope: 'service', selectors: ['qosInfo'], run: getUserQosInfo },
  { name: 'putBucket', method: 'PUT', ...bucket, selectors: [], makesBucket: true, run: putBucket },
  { name: 'deleteBucket', method: 'DELETE', ...bucket, selectors: [], run: deleteBucket },
  { name: 'listObjects', method: 'GET', ...bucket, selectors: [], run: listObjects },
  { name: 'listObjectVersions', method: 'GET', ...bucket, selectors: ['versions'], run: listObjectVersions },
  { name: 'getBucketInfo', method: 'GET', ...bucket, selectors: ['bucketInfo'], run: getBucketInfo },
  { name: 'getBucketStat', method: 'GET', ...bucket, selectors: ['stat'], run: getBucketStat },
  { name: 'getBucketLocation', method: 'GET', ...bucket, selectors: ['location'], run: getBucketLocation },
  { name: 'putBucketAcl', method: 'PUT', ...bucket, selectors: ['acl'], run: putBucketAcl },
  { name: 'getBucketAcl', method: 'GET', ...bucket, selectors: ['acl'], run: getBucketAcl },
  ...optionsOperations,
  ...configurationOperations,
  ...policyOperations,
  ...inventoryOperations,
  ...styleOperations,
  ...wormOperations,
  ...cnameOperations,
  ...replicationOperations,
  ...redundancyTransitionOperations,
  ...accessPointOperations,
  ...asyncFetchOperations,
  ...metaQueryOperations,
];
