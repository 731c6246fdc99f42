import { expect, it } from 'vitest';
import {
  configurationOperations,
  operationsOf,
} from '../../src/vendors/aliyun-oss/bucket/configuration-operations.ts';
import { configurations } from '../../src/vendors/aliyun-oss/bucket/configurations.ts';
import type { OssOperation } from '../../src/vendors/aliyun-oss/operation.ts';
import { operations } from '../../src/vendors/aliyun-oss/operations.ts';
import { call, elementOf, openOss } from '../helpers/oss.ts';

/** The calls of the API reference: method, what it is about, its name, and the name that policies have for it if it is another. */
const reference = `
PUT object copyObject with x-oss-copy-source as PutObject
PUT object putObject
GET object getObject
HEAD object headObject as GetObject
DELETE object deleteObject
GET object?x-oss-process getProcessedObject as GetObject
POST object?x-oss-process processObject as GetObject
HEAD object?objectMeta getObjectMeta as GetObject
POST object?uploads initiateMultipartUpload as PutObject
PUT object?uploadId uploadPartCopy with x-oss-copy-source as PutObject
PUT object?uploadId uploadPart as PutObject
POST object?uploadId completeMultipartUpload as PutObject
DELETE object?uploadId abortMultipartUpload
GET object?uploadId listParts
POST object?append appendObject as PutObject
POST object?seal sealAppendObject
PUT object?acl putObjectAcl
GET object?acl getObjectAcl
PUT object?tagging putObjectTagging
GET object?tagging getObjectTagging
DELETE object?tagging deleteObjectTagging
PUT object?symlink putSymlink as PutObject
GET object?symlink getSymlink as GetObject
POST object?restore restoreObject
POST object?cleanRestoredObject cleanRestoredObject
POST bucket postObject
POST bucket?delete deleteMultipleObjects
PUT object?live putLiveChannel
GET object?live&comp=stat getLiveChannelStat
GET object?live&comp=history getLiveChannelHistory
GET object?live getLiveChannelInfo
DELETE object?live deleteLiveChannel
PUT object?live&status putLiveChannelStatus
GET bucket?live listLiveChannel
GET bucket?uploads listMultipartUploads
GET service listBuckets
GET service?regions describeRegions
GET service?qosInfo getUserQosInfo
PUT bucket putBucket
DELETE bucket deleteBucket
GET bucket listObjects
GET bucket?versions listObjectVersions
GET bucket?bucketInfo getBucketInfo
GET bucket?stat getBucketStat
GET bucket?location getBucketLocation
PUT bucket?acl putBucketAcl
GET bucket?acl getBucketAcl
OPTIONS object optionObject
OPTIONS bucket optionBucket
PUT bucket?cors putBucketCors
GET bucket?cors getBucketCors
DELETE bucket?cors deleteBucketCors
PUT bucket?lifecycle putBucketLifecycle
GET bucket?lifecycle getBucketLifecycle
DELETE bucket?lifecycle deleteBucketLifecycle
PUT bucket?tagging putBucketTags as putBucketTagging
GET bucket?tagging getBucketTags as getBucketTagging
DELETE bucket?tagging deleteBucketTags as deleteBucketTagging
PUT bucket?versioning putBucketVersioning
GET bucket?versioning getBucketVersioning
PUT bucket?referer putBucketReferer
GET bucket?referer getBucketReferer
PUT bucket?website putBucketWebsite
GET bucket?website getBucketWebsite
DELETE bucket?website deleteBucketWebsite
PUT bucket?encryption putBucketEncryption
GET bucket?encryption getBucketEncryption
DELETE bucket?encryption deleteBucketEncryption
PUT bucket?requestPayment putBucketRequestPayment
GET bucket?requestPayment getBucketRequestPayment
PUT bucket?logging putBucketLogging
GET bucket?logging getBucketLogging
DELETE bucket?logging deleteBucketLogging
PUT bucket?userDefinedLogFieldsConfig putBucketUserDefinedLogFieldsConfig
GET bucket?userDefinedLogFieldsConfig getBucketUserDefinedLogFieldsConfig
DELETE bucket?userDefinedLogFieldsConfig deleteBucketUserDefinedLogFieldsConfig
PUT bucket?transferAcceleration putBucketTransferAcceleration
GET bucket?transferAcceleration getBucketTransferAcceleration
PUT bucket?accessmonitor putBucketAccessMonitor
GET bucket?accessmonitor getBucketAccessMonitor
PUT bucket?resourceGroup putBucketResourceGroup
GET bucket?resourceGroup getBucketResourceGroup
PUT bucket?httpsConfig putBucketHttpsConfig
GET bucket?httpsConfig getBucketHttpsConfig
PUT bucket?publicAccessBlock putBucketPublicAccessBlock
PUT service?publicAccessBlock putPublicAccessBlock
GET bucket?publicAccessBlock getBucketPublicAccessBlock
GET service?publicAccessBlock getPublicAccessBlock
DELETE bucket?publicAccessBlock deleteBucketPublicAccessBlock
DELETE service?publicAccessBlock deletePublicAccessBlock
PUT bucket?qosInfo putBucketQosInfo
GET bucket?qosInfo getBucketQosInfo
DELETE bucket?qosInfo deleteBucketQosInfo
PUT bucket?qos putBucketStorageCapacity
GET bucket?qos getBucketStorageCapacity
PUT bucket?quota putBucketStorageQuota
GET bucket?quota getBucketStorageQuota
DELETE bucket?quota deleteBucketStorageQuota
PUT bucket?policy&comp=callback putBucketCallbackPolicy
GET bucket?policy&comp=callback getBucketCallbackPolicy
DELETE bucket?policy&comp=callback deleteBucketCallbackPolicy
PUT bucket?overwriteConfig putBucketOverwriteConfig
GET bucket?overwriteConfig getBucketOverwriteConfig
DELETE bucket?overwriteConfig deleteBucketOverwriteConfig
PUT bucket?archiveDirectRead putBucketArchiveDirectRead
GET bucket?archiveDirectRead getBucketArchiveDirectRead
PUT bucket?policy putBucketPolicy
GET bucket?policy getBucketPolicy
DELETE bucket?policy deleteBucketPolicy
GET bucket?policyStatus getBucketPolicyStatus
PUT bucket?inventory putBucketInventory
GET bucket?inventory getBucketInventory
DELETE bucket?inventory deleteBucketInventory
PUT bucket?style&styleName putStyle
GET bucket?style&styleName getStyle
DELETE bucket?style&styleName deleteStyle
GET bucket?style listStyle
POST bucket?worm initiateBucketWorm
POST bucket?wormId completeBucketWorm
POST bucket?wormId&wormExtend extendBucketWorm
DELETE bucket?worm abortBucketWorm
GET bucket?worm getBucketWorm
POST bucket?cname&comp=add putCname
POST bucket?cname&comp=delete deleteCname
POST bucket?cname&comp=token createCnameToken
GET bucket?cname&comp=token getCnameToken
GET bucket?cname listCname
POST bucket?replication&comp=add putBucketReplication
POST bucket?replication&comp=delete deleteBucketReplication
GET bucket?replication getBucketReplication
GET bucket?replicationLocation getBucketReplicationLocation
GET bucket?replicationProgress getBucketReplicationProgress
PUT bucket?rtc putBucketRTC
POST bucket?redundancyTransition createBucketDataRedundancyTransition
GET bucket?redundancyTransition getBucketDataRedundancyTransition
DELETE bucket?redundancyTransition deleteBucketDataRedundancyTransition
GET service?redundancyTransition listUserDataRedundancyTransition
PUT bucket?accessPoint createAccessPoint
GET bucket?accessPoint getAccessPoint with x-oss-access-point-name
DELETE bucket?accessPoint deleteAccessPoint with x-oss-access-point-name
GET bucket?accessPoint listBucketAccessPoints as ListAccessPoints
GET service?accessPoint listAccessPoints
PUT bucket?accessPointPolicy putAccessPointPolicy with x-oss-access-point-name
GET bucket?accessPointPolicy getAccessPointPolicy with x-oss-access-point-name
DELETE bucket?accessPointPolicy deleteAccessPointPolicy with x-oss-access-point-name
POST bucket?asyncFetch postAsyncFetchTask
GET bucket?asyncFetch getAsyncFetchTask
POST bucket?metaQuery&comp=add openMetaQuery
POST bucket?metaQuery&comp=query doMetaQuery
POST bucket?metaQuery&comp=delete closeMetaQuery
GET bucket?metaQuery getMetaQueryStatus
`;

function lineOf({ method, scope, selectors, comp, name, header, action }: OssOperation): string {
  const query = [...selectors, ...(comp === undefined ? [] : [`comp=${comp}`])].join('&');
  const place = query === '' ? scope : `${scope}?${query}`;
  const condition = header === undefined ? '' : ` with ${header}`;
  return `${method} ${place} ${name}${condition}${action === undefined ? '' : ` as ${action}`}`;
}

const lines = reference.trim().split('\n');

it('offers the calls of the API reference under their names', () => {
  expect(operations.map(lineOf)).toEqual(lines);
});

it('offers each configuration by calls of the API reference', () => {
  const calls = configurations.flatMap(operationsOf).map(lineOf);
  expect(calls.filter((line) => !lines.includes(line))).toEqual([]);
  expect(calls).toHaveLength(configurationOperations.length);
});

const untouched: readonly (readonly [query: string, status: number, answer: string])[] = [
  ['cors', 404, 'NoSuchCORSConfiguration'],
  ['lifecycle', 404, 'NoSuchLifecycle'],
  ['tagging', 200, '<Tagging><TagSet/></Tagging>'],
  ['versioning', 200, '<VersioningConfiguration/>'],
  [
    'referer',
    200,
    '<RefererConfiguration><AllowEmptyReferer>true</AllowEmptyReferer><AllowTruncateQueryString>true</AllowTruncateQueryString><RefererList/></RefererConfiguration>',
  ],
  ['website', 404, 'NoSuchWebsiteConfiguration'],
  ['encryption', 404, 'NoSuchServerSideEncryptionRule'],
  [
    'requestPayment',
    200,
    '<RequestPaymentConfiguration><Payer>BucketOwner</Payer></RequestPaymentConfiguration>',
  ],
  ['logging', 200, '<BucketLoggingStatus/>'],
  ['userDefinedLogFieldsConfig', 404, 'NoSuchUserDefinedLogFieldsConfig'],
  ['transferAcceleration', 404, 'NoSuchTransferAccelerationConfiguration'],
  [
    'accessmonitor',
    200,
    '<AccessMonitorConfiguration><Status>Disabled</Status></AccessMonitorConfiguration>',
  ],
  [
    'resourceGroup',
    200,
    '<BucketResourceGroupConfiguration><ResourceGroupId>rg-mock</ResourceGroupId></BucketResourceGroupConfiguration>',
  ],
  ['httpsConfig', 200, '<HttpsConfiguration><TLS><Enable>false</Enable></TLS></HttpsConfiguration>'],
  [
    'publicAccessBlock',
    200,
    '<PublicAccessBlockConfiguration><BlockPublicAccess>false</BlockPublicAccess></PublicAccessBlockConfiguration>',
  ],
  ['qosInfo', 404, 'NoSuchBucketQosInfo'],
  ['qos', 200, '<BucketUserQos><StorageCapacity>-1</StorageCapacity></BucketUserQos>'],
  ['quota', 404, 'NoSuchBucketStorageQuota'],
  ['comp=callback&policy', 404, 'NoSuchCallbackPolicy'],
  ['overwriteConfig', 404, 'NoSuchBucketOverwriteConfig'],
  [
    'archiveDirectRead',
    200,
    '<ArchiveDirectReadConfiguration><Enabled>false</Enabled></ArchiveDirectReadConfiguration>',
  ],
];

it.each(untouched)('answers GET ?%s of a new bucket with %i', async (query, status, answer) => {
  const oss = await openOss();
  const got = await call(oss, { path: `/mock-bucket/?${query}` });
  expect(got.status).toBe(status);
  if (status === 200) expect(got.text.replace(/^<\?xml.*\?>\n/, '')).toBe(answer);
  else
    expect([elementOf(got.text, 'Code'), elementOf(got.text, 'BucketName')]).toEqual([answer, 'mock-bucket']);
});
