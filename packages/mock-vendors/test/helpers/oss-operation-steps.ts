import { configurationSteps } from './oss-configuration-steps.ts';
import {
  accessPolicy,
  type OperationStep,
  onBucket,
  onObject,
  onService,
  step,
  tagging,
} from './oss-step.ts';

const copySource = { 'x-oss-copy-source': '/mock-bucket/a' };
const ofObjects: readonly OperationStep[] = [
  onObject('a')('putObject', 'PUT', '', { body: 'hello' }),
  onObject('a')('getObject', 'GET'),
  onObject('a')('headObject', 'HEAD'),
  onObject('a')('getObjectMeta', 'HEAD', 'objectMeta'),
  onObject('b')('copyObject', 'PUT', '', { headers: copySource }),
  onObject('a')('putObjectAcl', 'PUT', 'acl', { headers: { 'x-oss-object-acl': 'private' } }),
  onObject('a')('getObjectAcl', 'GET', 'acl'),
  onObject('a')('putObjectTagging', 'PUT', 'tagging', { body: tagging }),
  onObject('a')('getObjectTagging', 'GET', 'tagging'),
  onObject('a')('deleteObjectTagging', 'DELETE', 'tagging', { status: 204 }),
  onObject('s')('putSymlink', 'PUT', 'symlink', { headers: { 'x-oss-symlink-target': 'a' } }),
  onObject('s')('getSymlink', 'GET', 'symlink'),
  onObject('l')('appendObject', 'POST', 'append position=0', { body: 'x' }),
  onObject('l')('sealAppendObject', 'POST', 'seal position=1'),
  onObject('z')('putObject', 'PUT', '', { headers: { 'x-oss-storage-class': 'Archive' }, body: 'x' }),
  onObject('z')('restoreObject', 'POST', 'restore', { status: 202 }),
  onObject('z')('cleanRestoredObject', 'POST', 'cleanRestoredObject', { status: 409 }),
  onObject('m')('initiateMultipartUpload', 'POST', 'uploads', { keep: 'UploadId' }),
  onObject('m')('uploadPartCopy', 'PUT', 'partNumber=1 uploadId=$UploadId', { headers: copySource }),
  onObject('m')('uploadPart', 'PUT', 'partNumber=1 uploadId=$UploadId', { body: 'x', keep: 'etag' }),
  onObject('m')('listParts', 'GET', 'uploadId=$UploadId'),
  onBucket('listMultipartUploads', 'GET', 'uploads'),
  onObject('m')('completeMultipartUpload', 'POST', 'uploadId=$UploadId', {
    body: '<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>$etag</ETag></Part></CompleteMultipartUpload>',
  }),
  onObject('n')('initiateMultipartUpload', 'POST', 'uploads', { keep: 'UploadId' }),
  onObject('n')('abortMultipartUpload', 'DELETE', 'uploadId=$UploadId', { status: 204 }),
  onObject('p.png')('getProcessedObject', 'GET', 'x-oss-process=image/info'),
  onObject('p.png')('processObject', 'POST', 'x-oss-process', {
    body: `x-oss-process=image/resize,w_2|sys/saveas,o_${Buffer.from('q.png').toString('base64url')}`,
  }),
  onBucket('deleteMultipleObjects', 'POST', 'delete', {
    body: '<Delete><Object><Key>b</Key></Object></Delete>',
  }),
  onObject('a')('deleteObject', 'DELETE', '', { status: 204 }),
  onObject('c')('putLiveChannel', 'PUT', 'live', {
    body: '<LiveChannelConfiguration><Target><Type>HLS</Type></Target></LiveChannelConfiguration>',
  }),
  onObject('c')('getLiveChannelInfo', 'GET', 'live'),
  onObject('c')('getLiveChannelStat', 'GET', 'live comp=stat'),
  onObject('c')('getLiveChannelHistory', 'GET', 'live comp=history'),
  onObject('c')('putLiveChannelStatus', 'PUT', 'live status=disabled'),
  onBucket('listLiveChannel', 'GET', 'live'),
  onObject('c')('deleteLiveChannel', 'DELETE', 'live', { status: 204 }),
  onObject('a')('optionObject', 'OPTIONS', '', { status: 400 }),
];

const domain = '<BucketCnameConfiguration><Cname><Domain>a.test</Domain></Cname></BucketCnameConfiguration>';
const days = (root: string) => `<${root}><RetentionPeriodInDays>9</RetentionPeriodInDays></${root}>`;
const taskId = 'x-oss-redundancy-transition-taskid=$TaskId';
const point = { headers: { 'x-oss-access-point-name': 'ap-1' } };

const ofBuckets: readonly OperationStep[] = [
  onService('listBuckets', 'GET'),
  onService('describeRegions', 'GET', 'regions'),
  onService('getUserQosInfo', 'GET', 'qosInfo'),
  step('/new-bucket/')('putBucket', 'PUT'),
  step('/new-bucket/')('deleteBucket', 'DELETE', '', { status: 204 }),
  onBucket('optionBucket', 'OPTIONS', '', { status: 400 }),
  onBucket('listObjects', 'GET', '', { unsigned: { 'list-type': '2' } }),
  onBucket('listObjectVersions', 'GET', 'versions'),
  onBucket('getBucketInfo', 'GET', 'bucketInfo'),
  onBucket('getBucketStat', 'GET', 'stat'),
  onBucket('getBucketLocation', 'GET', 'location'),
  onBucket('putBucketAcl', 'PUT', 'acl', { headers: { 'x-oss-acl': 'private' } }),
  onBucket('getBucketAcl', 'GET', 'acl'),
  onBucket('putStyle', 'PUT', 'style styleName=s', {
    body: '<Style><Content>image/resize,w_1</Content></Style>',
  }),
  onBucket('getStyle', 'GET', 'style styleName=s'),
  onBucket('listStyle', 'GET', 'style'),
  onBucket('deleteStyle', 'DELETE', 'style styleName=s', { status: 204 }),
  onBucket('initiateBucketWorm', 'POST', 'worm', { body: days('InitiateWormConfiguration') }),
  onBucket('abortBucketWorm', 'DELETE', 'worm', { status: 204 }),
  onBucket('initiateBucketWorm', 'POST', 'worm', {
    ...{ body: days('InitiateWormConfiguration'), keep: 'x-oss-worm-id' },
  }),
  onBucket('completeBucketWorm', 'POST', 'wormId=$x-oss-worm-id'),
  onBucket('extendBucketWorm', 'POST', 'wormId=$x-oss-worm-id wormExtend', {
    body: days('ExtendWormConfiguration'),
  }),
  onBucket('getBucketWorm', 'GET', 'worm'),
  onBucket('createCnameToken', 'POST', 'cname comp=token', { body: domain }),
  onBucket('getCnameToken', 'GET', 'cname=a.test comp=token'),
  onBucket('putCname', 'POST', 'cname comp=add', { body: domain }),
  onBucket('listCname', 'GET', 'cname'),
  onBucket('deleteCname', 'POST', 'cname comp=delete', { body: domain }),
  onBucket('putBucketReplication', 'POST', 'replication comp=add', {
    body: '<ReplicationConfiguration><Rule><Destination><Bucket>picwishsz</Bucket><Location>oss-cn-shenzhen</Location></Destination></Rule></ReplicationConfiguration>',
    keep: 'x-oss-replication-rule-id',
  }),
  onBucket('getBucketReplication', 'GET', 'replication'),
  onBucket('getBucketReplicationLocation', 'GET', 'replicationLocation'),
  onBucket('getBucketReplicationProgress', 'GET', 'replicationProgress', {
    unsigned: { 'rule-id': '$x-oss-replication-rule-id' },
  }),
  onBucket('putBucketRTC', 'PUT', 'rtc', {
    body: '<ReplicationRule><RTC><Status>enabled</Status></RTC><ID>$x-oss-replication-rule-id</ID></ReplicationRule>',
  }),
  onBucket('deleteBucketReplication', 'POST', 'replication comp=delete', {
    body: '<ReplicationRules><ID>$x-oss-replication-rule-id</ID></ReplicationRules>',
  }),
  onBucket(
    'createBucketDataRedundancyTransition',
    'POST',
    'redundancyTransition x-oss-target-redundancy-type=ZRS',
    { keep: 'TaskId' },
  ),
  onBucket('getBucketDataRedundancyTransition', 'GET', `redundancyTransition ${taskId}`),
  onService('listUserDataRedundancyTransition', 'GET', 'redundancyTransition'),
  onBucket('deleteBucketDataRedundancyTransition', 'DELETE', `redundancyTransition ${taskId}`, {
    status: 204,
  }),
  onBucket('createAccessPoint', 'PUT', 'accessPoint', {
    body: '<CreateAccessPointConfiguration><AccessPointName>ap-1</AccessPointName><NetworkOrigin>internet</NetworkOrigin></CreateAccessPointConfiguration>',
  }),
  onBucket('getAccessPoint', 'GET', 'accessPoint', point),
  onBucket('listBucketAccessPoints', 'GET', 'accessPoint'),
  onService('listAccessPoints', 'GET', 'accessPoint'),
  onBucket('putAccessPointPolicy', 'PUT', 'accessPointPolicy', { ...point, body: accessPolicy }),
  onBucket('getAccessPointPolicy', 'GET', 'accessPointPolicy', point),
  onBucket('deleteAccessPointPolicy', 'DELETE', 'accessPointPolicy', { ...point, status: 204 }),
  onBucket('deleteAccessPoint', 'DELETE', 'accessPoint', { ...point, status: 204 }),
  onBucket('postAsyncFetchTask', 'POST', 'asyncFetch', {
    body: '<AsyncFetchTaskConfiguration><Url>http://127.0.0.1:1/a</Url><Object>f</Object></AsyncFetchTaskConfiguration>',
    keep: 'TaskId',
  }),
  onBucket('getAsyncFetchTask', 'GET', 'asyncFetch', { headers: { 'x-oss-task-id': '$TaskId' } }),
  onBucket('openMetaQuery', 'POST', 'metaQuery comp=add'),
  onBucket('getMetaQueryStatus', 'GET', 'metaQuery'),
  onBucket('doMetaQuery', 'POST', 'metaQuery comp=query', { body: '<MetaQuery><Query/></MetaQuery>' }),
  onBucket('closeMetaQuery', 'POST', 'metaQuery comp=delete'),
];

/** Every operation that is called by its address, in an order in which all of them succeed. */
export const operationSteps: readonly OperationStep[] = [...ofObjects, ...ofBuckets, ...configurationSteps];
