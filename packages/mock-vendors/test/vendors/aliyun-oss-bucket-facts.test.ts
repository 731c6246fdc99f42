import { describe, expect, it } from 'vitest';
import { setConfiguration } from '../../src/vendors/aliyun-oss/buckets.ts';
import { mockAliyunOss } from '../../src/vendors/aliyun-oss/index.ts';
import { call, elementOf, type Oss, openOss } from '../helpers/oss.ts';

const textsOf = (text: string, names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, elementOf(text, name)]));

const put = (oss: Oss, path: string, body: string | Buffer = '', headers = {}) =>
  call(oss, { method: 'PUT', path, body, headers });

async function storeParts(oss: Oss, path: string, sizes: readonly number[]) {
  const { text } = await call(oss, { method: 'POST', path: `${path}?uploads` });
  const uploadId = elementOf(text, 'UploadId');
  for (const [i, size] of sizes.entries())
    await put(oss, `${path}?partNumber=${i + 1}&uploadId=${uploadId}`, 'p'.repeat(size));
}

const versioning = '<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>';

it('counts what is in a bucket, and nothing of another', async () => {
  const oss = await openOss();
  const classes = { ia: 'IA', archive: 'Archive', cold: 'ColdArchive', deep: 'DeepColdArchive' };
  for (const bucket of ['mock-bucket', 'make-cv']) {
    await put(oss, `/${bucket}/?versioning`, versioning);
    await put(oss, `/${bucket}/plain`, 'x'.repeat(5));
    for (const [key, name] of Object.entries(classes))
      await put(oss, `/${bucket}/${key}`, 'x'.repeat(3), { 'x-oss-storage-class': name });
    await put(oss, `/${bucket}/large`, Buffer.alloc(65_537), { 'x-oss-storage-class': 'IA' });
    await call(oss, { method: 'DELETE', path: `/${bucket}/plain` });
    await storeParts(oss, `/${bucket}/parts`, [7, 9]);
  }
  const { text } = await call(oss, { path: '/mock-bucket/?stat' });
  expect([...text.matchAll(/<(\w+)>(\d+)</g)].map(([, name, value]) => [name, Number(value)])).toEqual(
    Object.entries({
      Storage: 65_537 + 5 + 4 * 3 + 16,
      ObjectCount: 6,
      MultipartUploadCount: 1,
      LiveChannelCount: 0,
      MultipartPartCount: 2,
      MultipartPartStorage: 16,
      DeleteMarkerCount: 1,
      LastModifiedTime: Math.floor(oss.clock.now() / 1000),
      StandardStorage: 5,
      StandardObjectCount: 1,
      InfrequentAccessStorage: 65_537 + 65_536,
      InfrequentAccessRealStorage: 65_540,
      InfrequentAccessObjectCount: 2,
      ArchiveStorage: 65_536,
      ArchiveRealStorage: 3,
      ArchiveObjectCount: 1,
      ColdArchiveStorage: 65_536,
      ColdArchiveRealStorage: 3,
      ColdArchiveObjectCount: 1,
      DeepColdArchiveStorage: 65_536,
      DeepColdArchiveRealStorage: 3,
      DeepColdArchiveObjectCount: 1,
    }),
  );
});

describe('what is said of a bucket', () => {
  const factNames = ['TransferAcceleration', 'CrossRegionReplication', 'BlockPublicAccess', 'AccessMonitor'];
  const encryptionNames = ['SSEAlgorithm', 'KMSMasterKeyID', 'Versioning', 'LogBucket', 'LogPrefix'];
  const information = async (oss: Oss) => {
    const { text } = await call(oss, { path: '/mock-bucket/?bucketInfo' });
    return textsOf(text, [...factNames, ...encryptionNames]);
  };

  it('is little before anything is set', async () => {
    expect(await information(await openOss())).toEqual({
      TransferAcceleration: 'Disabled',
      CrossRegionReplication: 'Disabled',
      BlockPublicAccess: 'false',
      AccessMonitor: 'Disabled',
      SSEAlgorithm: 'None',
      KMSMasterKeyID: undefined,
      Versioning: undefined,
      LogBucket: '',
      LogPrefix: '',
    });
  });

  it('is what its configurations say', async () => {
    const oss = await openOss();
    const documents = {
      versioning,
      transferAcceleration:
        '<TransferAccelerationConfiguration><Enabled>true</Enabled></TransferAccelerationConfiguration>',
      publicAccessBlock:
        '<PublicAccessBlockConfiguration><BlockPublicAccess>true</BlockPublicAccess></PublicAccessBlockConfiguration>',
      accessmonitor: '<AccessMonitorConfiguration><Status>Enabled</Status></AccessMonitorConfiguration>',
      encryption:
        '<ServerSideEncryptionRule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>KMS</SSEAlgorithm><KMSMasterKeyID>k</KMSMasterKeyID></ApplyServerSideEncryptionByDefault></ServerSideEncryptionRule>',
      logging:
        '<BucketLoggingStatus><LoggingEnabled><TargetBucket>make-cv</TargetBucket><TargetPrefix>log/</TargetPrefix></LoggingEnabled></BucketLoggingStatus>',
    };
    for (const [name, body] of Object.entries(documents))
      expect((await put(oss, `/mock-bucket/?${name}`, body)).status).toBe(200);
    const rule =
      '<Rule><Destination><Bucket>picwishsz</Bucket><Location>oss-cn-shenzhen</Location></Destination></Rule>';
    const body = `<ReplicationConfiguration>${rule}</ReplicationConfiguration>`;
    await call(oss, { method: 'POST', path: '/mock-bucket/?comp=add&replication', body });
    expect(await information(oss)).toEqual({
      TransferAcceleration: 'Enabled',
      CrossRegionReplication: 'Enabled',
      BlockPublicAccess: 'true',
      AccessMonitor: 'Enabled',
      SSEAlgorithm: 'KMS',
      KMSMasterKeyID: 'k',
      Versioning: 'Enabled',
      LogBucket: 'make-cv',
      LogPrefix: 'log/',
    });
  });

  it('is its time in whole seconds', async () => {
    const oss = await openOss({}, Date.UTC(2026, 0, 1, 0, 0, 0, 999));
    await put(oss, '/new-bucket/');
    const { text } = await call(oss, { path: '/new-bucket/?bucketInfo' });
    expect(elementOf(text, 'CreationDate')).toBe('2026-01-01T00:00:00.000Z');
  });
});

it.each([
  [100, 'false', undefined],
  [101, 'true', 'i099'],
])('lists %i inventories, a hundred of them on the first page', async (count, isTruncated, next) => {
  const oss = await openOss();
  for (let i = 0; i < count; i++) {
    const name = `inventory i${String(i).padStart(3, '0')}`;
    setConfiguration(
      oss.world.stateOf(mockAliyunOss),
      { bucket: 'mock-bucket', name },
      '<InventoryConfiguration/>',
    );
  }
  const { text } = await call(oss, { path: '/mock-bucket/?inventory' });
  expect(text.match(/<InventoryConfiguration/g)).toHaveLength(100);
  expect(textsOf(text, ['IsTruncated', 'NextContinuationToken'])).toEqual({
    IsTruncated: isTruncated,
    NextContinuationToken: next,
  });
});

const statement = { Effect: 'Allow', Action: 'oss:GetObject', Resource: 'acs:oss:*:*:*' };

it.each<[string, object, number]>([
  ['a caller', { Principal: ['1'] }, 200],
  ['all callers but one', { NotPrincipal: ['1'] }, 200],
  ['no caller', {}, 400],
  ['both kinds of callers', { Principal: ['1'], NotPrincipal: ['2'] }, 400],
])('answers the policy of a bucket that names %s', async (_, change, status) => {
  const oss = await openOss();
  const body = JSON.stringify({ Version: '1', Statement: [{ ...statement, ...change }] });
  const path = '/mock-bucket/?policy';
  const answered = await put(oss, path, body);
  expect([answered.status, elementOf(answered.text, 'Code')]).toEqual([
    status,
    status === 200 ? undefined : 'InvalidArgument',
  ]);
  const known = await call(oss, { path });
  if (status === 200)
    expect(known).toMatchObject({ text: body, headers: { 'content-type': 'application/json' } });
  else
    expect(textsOf(known.text, ['Code', 'BucketName'])).toEqual({
      Code: 'NoSuchBucketPolicy',
      BucketName: 'mock-bucket',
    });
});

it('does not extend a retention that is not locked', async () => {
  const oss = await openOss();
  const days = (root: string) => `<${root}><RetentionPeriodInDays>5</RetentionPeriodInDays></${root}>`;
  const { headers } = await call(oss, {
    ...{ method: 'POST', path: '/mock-bucket/?worm' },
    body: days('InitiateWormConfiguration'),
  });
  const { status, text } = await call(oss, {
    ...{ method: 'POST', path: `/mock-bucket/?wormExtend&wormId=${headers['x-oss-worm-id']}` },
    body: days('ExtendWormConfiguration'),
  });
  expect([status, elementOf(text, 'Code')]).toEqual([400, 'InvalidArgument']);
});

it.each([
  ['no ID', '', true],
  ['an empty ID', '<ID> </ID>', true],
  ['an empty element', '<ID/>', true],
  ['an ID', '<ID>mine</ID>', false],
])('gives an ID to a rule of a lifecycle with %s', async (_, id, isNew) => {
  const oss = await openOss();
  const rule = `<Rule>${id}<Prefix/><Status>Enabled</Status><Expiration><Days>1</Days></Expiration></Rule>`;
  await put(oss, '/mock-bucket/?lifecycle', `<LifecycleConfiguration>${rule}</LifecycleConfiguration>`);
  const { text } = await call(oss, { path: '/mock-bucket/?lifecycle' });
  expect(text.match(/<ID>[^<]*<\/ID>/g)).toEqual([
    isNew ? expect.stringMatching(/^<ID>[0-9a-f-]{36}<\/ID>$/) : '<ID>mine</ID>',
  ]);
});
