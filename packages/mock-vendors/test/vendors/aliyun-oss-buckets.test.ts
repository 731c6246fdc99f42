import OSS from 'ali-oss';
import { describe, expect, it } from 'vitest';
import { openOss, ownKeys } from '../helpers/oss.ts';

const content = Buffer.from('cat');

/** Those of ali-oss that are called here; its types leave many of them out. */
type CallName =
  | 'completeBucketWorm'
  | 'delete'
  | 'deleteBucket'
  | 'deleteBucketCORS'
  | 'deleteBucketEncryption'
  | 'deleteBucketInventory'
  | 'deleteBucketLogging'
  | 'deleteBucketPolicy'
  | 'deleteBucketTags'
  | 'deleteBucketWebsite'
  | 'extendBucketWorm'
  | 'get'
  | 'getBucketACL'
  | 'getBucketCORS'
  | 'getBucketEncryption'
  | 'getBucketInfo'
  | 'getBucketInventory'
  | 'getBucketLifecycle'
  | 'getBucketLocation'
  | 'getBucketLogging'
  | 'getBucketPolicy'
  | 'getBucketReferer'
  | 'getBucketRequestPayment'
  | 'getBucketStat'
  | 'getBucketTags'
  | 'getBucketVersioning'
  | 'getBucketWebsite'
  | 'getBucketWorm'
  | 'initiateBucketWorm'
  | 'listBucketInventory'
  | 'listBuckets'
  | 'put'
  | 'putBucket'
  | 'putBucketACL'
  | 'putBucketCORS'
  | 'putBucketEncryption'
  | 'putBucketInventory'
  | 'putBucketLifecycle'
  | 'putBucketLogging'
  | 'putBucketPolicy'
  | 'putBucketReferer'
  | 'putBucketRequestPayment'
  | 'putBucketTags'
  | 'putBucketVersioning'
  | 'putBucketWebsite'
  | 'useBucket';
type Calls = Record<CallName | 'request', (...given: unknown[]) => Promise<Record<string, unknown>>>;

async function open(options: object = {}) {
  const oss = await openOss();
  const client = new OSS({
    ...ownKeys,
    bucket: 'mock-bucket',
    endpoint: oss.origin,
    refreshSTSTokenInterval: 1e9,
    ...options,
  }) as unknown as Calls;
  return { ...oss, client };
}

const failure = (code: string, status: number) => expect.objectContaining({ code, status });

describe('buckets', () => {
  it.each([false, true])('are made, found, described and deleted (V4: %s)', async (authorizationV4) => {
    const { client, clock } = await open({ authorizationV4 });
    await client.putBucket('new-bucket', {
      acl: 'public-read',
      storageClass: 'IA',
      dataRedundancyType: 'ZRS',
    });
    const { buckets } = await client.listBuckets({ prefix: 'new-' });
    expect(buckets).toMatchObject([{ name: 'new-bucket', region: 'oss-cn-hangzhou', storageClass: 'IA' }]);
    const { bucket } = await client.getBucketInfo('new-bucket');
    expect(bucket).toMatchObject({
      Name: 'new-bucket',
      StorageClass: 'IA',
      DataRedundancyType: 'ZRS',
      AccessControlList: { Grant: 'public-read' },
      CreationDate: new Date(Math.floor(clock.now() / 1000) * 1000).toISOString(),
    });
    expect((await client.getBucketLocation('new-bucket')).location).toBe('oss-cn-hangzhou');
    await client.useBucket('new-bucket');
    await client.put('a', content);
    expect((await client.getBucketStat('new-bucket')).stat).toMatchObject({ Storage: '3', ObjectCount: '1' });
    await expect(client.deleteBucket('new-bucket')).rejects.toEqual(failure('BucketNotEmpty', 409));
    await client.delete('a');
    await client.deleteBucket('new-bucket');
    await expect(client.getBucketInfo('new-bucket')).rejects.toEqual(failure('NoSuchBucket', 404));
  });

  it('of the settings can be deleted, and made again', async () => {
    const { client } = await open();
    await client.deleteBucket('mock-bucket');
    await expect(client.put('a', content)).rejects.toEqual(failure('NoSuchBucket', 404));
    await client.putBucket('mock-bucket');
    await client.put('a', content);
  });

  it('are listed page by page', async () => {
    const { client } = await open();
    for (const name of ['page-1', 'page-2', 'page-3']) await client.putBucket(name);
    const first = await client.listBuckets({ prefix: 'page-', 'max-keys': 2 });
    expect(first).toMatchObject({ isTruncated: true, nextMarker: 'page-2' });
    const second = await client.listBuckets({ prefix: 'page-', 'max-keys': 2, marker: 'page-2' });
    expect(second.buckets).toMatchObject([{ name: 'page-3' }]);
    expect(second.isTruncated).toBe(false);
  });

  it('say to everybody that they do not exist before they ask for keys', async () => {
    const { client } = await open({ accessKeyId: 'unknown', bucket: 'missing-bucket' });
    await expect(client.put('a', content)).rejects.toEqual(failure('NoSuchBucket', 404));
  });
});

describe('the ACL of a bucket', () => {
  it('lets anybody read, or write', async () => {
    const { client, ask } = await open();
    const statuses = async () => [
      (await ask({ path: '/mock-bucket/a' })).status,
      (await ask({ method: 'PUT', path: '/mock-bucket/a', body: 'b', headers: { 'content-length': '1' } }))
        .status,
    ];
    await client.put('a', content);
    expect(await statuses()).toEqual([403, 403]);
    await client.putBucketACL('mock-bucket', 'public-read');
    expect((await client.getBucketACL('mock-bucket')).acl).toBe('public-read');
    expect(await statuses()).toEqual([200, 403]);
    await client.putBucketACL('mock-bucket', 'public-read-write');
    expect(await statuses()).toEqual([200, 200]);
    await expect(client.putBucketACL('mock-bucket', 'open')).rejects.toEqual(failure('InvalidArgument', 400));
  });
});

describe('configurations', () => {
  it('come back as they were set', async () => {
    const { client } = await open();
    const name = 'mock-bucket';
    const rule = {
      allowedOrigin: 'https://a.example',
      allowedMethod: ['GET', 'PUT'],
      allowedHeader: '*',
      exposeHeader: 'etag',
      maxAgeSeconds: '60',
    };
    await client.putBucketCORS(name, [rule]);
    expect((await client.getBucketCORS(name)).rules).toEqual([rule]);
    await client.deleteBucketCORS(name);
    await expect(client.getBucketCORS(name)).rejects.toEqual(failure('NoSuchCORSConfiguration', 404));

    await client.putBucketWebsite(name, { index: 'index.html', error: 'error.html' });
    expect(await client.getBucketWebsite(name)).toMatchObject({ index: 'index.html', error: 'error.html' });
    await client.deleteBucketWebsite(name);
    await expect(client.getBucketWebsite(name)).rejects.toEqual(failure('NoSuchWebsiteConfiguration', 404));

    await client.putBucketTags(name, { a: '1', b: '2' });
    expect((await client.getBucketTags(name)).tag).toEqual({ a: '1', b: '2' });
    await client.deleteBucketTags(name);
    expect((await client.getBucketTags(name)).tag).toEqual({});

    await client.putBucketEncryption(name, { SSEAlgorithm: 'AES256' });
    expect((await client.getBucketEncryption(name)).encryption).toMatchObject({ SSEAlgorithm: 'AES256' });
    await client.deleteBucketEncryption(name);
    await expect(client.getBucketEncryption(name)).rejects.toEqual(
      failure('NoSuchServerSideEncryptionRule', 404),
    );

    await client.putBucketRequestPayment(name, 'Requester');
    expect((await client.getBucketRequestPayment(name)).payer).toBe('Requester');

    await client.putBucketLogging(name, 'logs/');
    expect((await client.getBucketLogging(name)).enable).toBe(true);
    await client.deleteBucketLogging(name);
    expect((await client.getBucketLogging(name)).enable).toBe(false);

    expect((await client.getBucketVersioning(name)).versionStatus).toBeUndefined();
    await client.putBucketVersioning(name, 'Enabled');
    expect((await client.getBucketVersioning(name)).versionStatus).toBe('Enabled');
  });

  it('of lifecycles get an ID for each rule', async () => {
    const { client } = await open();
    await expect(client.getBucketLifecycle('mock-bucket')).rejects.toEqual(failure('NoSuchLifecycle', 404));
    await client.putBucketLifecycle('mock-bucket', [{ prefix: 'logs/', status: 'Enabled', days: 1 }]);
    const { rules } = await client.getBucketLifecycle('mock-bucket');
    const id = expect.stringMatching(/.+/);
    expect(rules).toMatchObject([{ id, prefix: 'logs/', status: 'Enabled', expiration: { days: '1' } }]);
  });

  it('of inventories and retention have names of their own', async () => {
    const { client } = await open();
    const inventory = {
      id: 'daily',
      isEnabled: true,
      prefix: 'a/',
      OSSBucketDestination: {
        format: 'CSV',
        accountId: '1',
        rolename: 'r',
        bucket: 'mock-bucket',
        prefix: 'i/',
      },
      frequency: 'Daily',
      includedObjectVersions: 'All',
    };
    await client.putBucketInventory('mock-bucket', inventory);
    expect((await client.getBucketInventory('mock-bucket', 'daily')).inventory).toMatchObject({
      id: 'daily',
    });
    expect((await client.listBucketInventory('mock-bucket')).inventoryList).toHaveLength(1);
    await client.deleteBucketInventory('mock-bucket', 'daily');
    await expect(client.getBucketInventory('mock-bucket', 'daily')).rejects.toEqual(
      failure('NoSuchInventory', 404),
    );

    const { wormId } = await client.initiateBucketWorm('mock-bucket', '1');
    expect((await client.getBucketWorm('mock-bucket')).state).toBe('InProgress');
    await client.completeBucketWorm('mock-bucket', wormId);
    await client.extendBucketWorm('mock-bucket', wormId, '3');
    expect(await client.getBucketWorm('mock-bucket')).toMatchObject({ state: 'Locked', days: '3' });
  });

  it.each([
    ['cors', '<CORSConfiguration/>', 'MalformedXML'],
    ['cors', '<CORSConfiguration><CORSRule>', 'MalformedXML'],
    ['cors', '<Other/>', 'MalformedXML'],
    ['cors', '<!DOCTYPE a [<!ENTITY b "c">]><CORSConfiguration/>', 'MalformedXML'],
    ['versioning', '<VersioningConfiguration><Status>On</Status></VersioningConfiguration>', 'MalformedXML'],
    [
      'lifecycle',
      '<LifecycleConfiguration><Rule><Prefix/><Status>Enabled</Status></Rule></LifecycleConfiguration>',
      'MalformedXML',
    ],
    [
      'requestPayment',
      '<RequestPaymentConfiguration><Payer>Me</Payer></RequestPaymentConfiguration>',
      'MalformedXML',
    ],
    ['policy', '{"Version":"2"}', 'InvalidArgument'],
  ])('of %s are refused if they are %s', async (selector, body, code) => {
    const oss = await open();
    const { client } = oss;
    const bucket = 'mock-bucket';
    // Signed by ali-oss, which sends whatever it is given.
    const params = { method: 'PUT', bucket, subres: selector, content: body, successStatuses: [200] };
    await expect(client.request(params)).rejects.toEqual(failure(code, 400));
  });
});

describe('a bucket policy', () => {
  it('opens a part of a bucket to everybody, and closes another', async () => {
    const { client, ask } = await open();
    await client.put('open/a', content);
    await client.put('open/closed/a', content);
    const statement = (Effect: string, path: string) => ({
      Effect,
      Action: ['oss:GetObject'],
      Principal: ['*'],
      Resource: [`acs:oss:*:1:mock-bucket/${path}`],
    });
    const policy = {
      Version: '1',
      Statement: [statement('Allow', 'open/*'), statement('Deny', '*/closed/*')],
    };
    await client.putBucketPolicy('mock-bucket', policy);
    expect((await client.getBucketPolicy('mock-bucket')).policy).toEqual(policy);
    expect((await ask({ path: '/mock-bucket/open/a' })).status).toBe(200);
    expect((await ask({ path: '/mock-bucket/open/closed/a' })).status).toBe(403);
    expect((await client.get('open/closed/a')).content).toEqual(content);
    await client.deleteBucketPolicy('mock-bucket');
    expect((await ask({ path: '/mock-bucket/open/a' })).status).toBe(403);
    expect((await client.getBucketPolicy('mock-bucket')).policy).toBeNull();
  });
});

describe('referers', () => {
  it('bind those who are anonymous or have a presigned URL', async () => {
    const { client, ask } = await open();
    await client.put('a', content);
    await client.putBucketACL('mock-bucket', 'public-read');
    await client.putBucketReferer('mock-bucket', false, ['https://*.example.com/*']);
    expect(await client.getBucketReferer('mock-bucket')).toMatchObject({ allowEmpty: false });
    const status = async (headers: Record<string, string>) =>
      (await ask({ path: '/mock-bucket/a', headers })).status;
    expect(await status({})).toBe(403);
    expect(await status({ referer: 'https://www.example.com/page' })).toBe(200);
    expect(await status({ referer: 'https://evil.test/' })).toBe(403);
    expect(await client.get('a')).toMatchObject({ res: { status: 200 } });
  });
});
