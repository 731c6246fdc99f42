import { expect, it } from 'vitest';
import { call, elementOf, openOss } from '../helpers/oss.ts';

const kept = [
  [
    '?userDefinedLogFieldsConfig',
    '<UserDefinedLogFieldsConfiguration><HeaderSet><header>a</header></HeaderSet></UserDefinedLogFieldsConfiguration>',
  ],
  [
    '?transferAcceleration',
    '<TransferAccelerationConfiguration><Enabled>true</Enabled></TransferAccelerationConfiguration>',
  ],
  ['?accessmonitor', '<AccessMonitorConfiguration><Status>Enabled</Status></AccessMonitorConfiguration>'],
  [
    '?resourceGroup',
    '<BucketResourceGroupConfiguration><ResourceGroupId>rg-1</ResourceGroupId></BucketResourceGroupConfiguration>',
  ],
  [
    '?httpsConfig',
    '<HttpsConfiguration><TLS><Enable>true</Enable><TLSVersion>TLSv1.3</TLSVersion></TLS></HttpsConfiguration>',
  ],
  [
    '?publicAccessBlock',
    '<PublicAccessBlockConfiguration><BlockPublicAccess>true</BlockPublicAccess></PublicAccessBlockConfiguration>',
  ],
  ['?quota', '<QuotaConfiguration><StorageQuota>1024</StorageQuota><Mode>Strict</Mode></QuotaConfiguration>'],
  ['?qos', '<BucketUserQos><StorageCapacity>100</StorageCapacity></BucketUserQos>'],
  [
    '?archiveDirectRead',
    '<ArchiveDirectReadConfiguration><Enabled>true</Enabled></ArchiveDirectReadConfiguration>',
  ],
  [
    '?overwriteConfig',
    '<OverwriteConfiguration><Rule><ID>a</ID><Action>forbid</Action></Rule></OverwriteConfiguration>',
  ],
  [
    '?comp=callback&policy',
    '<BucketCallbackPolicy><PolicyItem><PolicyName>a</PolicyName><Callback>e30=</Callback></PolicyItem></BucketCallbackPolicy>',
  ],
  [
    '?publicAccessBlock&x-oss-access-point-name=ap-1',
    '<PublicAccessBlockConfiguration><BlockPublicAccess>true</BlockPublicAccess></PublicAccessBlockConfiguration>',
  ],
] as const;

it.each(kept)('gives back %s as it was set', async (query, document) => {
  const oss = await openOss();
  const path = `/mock-bucket/${query}`;
  const before = await call(oss, { path });
  expect([200, 404]).toContain(before.status);
  const headers = { 'content-length': String(document.length) };
  expect((await call(oss, { method: 'PUT', path, headers, body: document })).status).toBe(200);
  const { status, text } = await call(oss, { path });
  expect([status, text.replace(/^<\?xml.*\?>\n/, '')]).toEqual([200, document]);
  const wrong = await call(oss, { method: 'PUT', path, headers: { 'content-length': '5' }, body: '<No/>' });
  expect(elementOf(wrong.text, 'Code')).toBe('MalformedXML');
});

it('says whether a policy is public, and which regions there are', async () => {
  const oss = await openOss();
  const isPublic = async () =>
    elementOf((await call(oss, { path: '/mock-bucket/?policyStatus' })).text, 'IsPublic');
  expect(await isPublic()).toBe('false');
  const statement = {
    Effect: 'Allow',
    Action: 'oss:*',
    Resource: 'acs:oss:*:*:mock-bucket/*',
    Principal: '*',
  };
  const body = JSON.stringify({ Version: '1', Statement: [statement] });
  const headers = { 'content-length': String(body.length) };
  await call(oss, { method: 'PUT', path: '/mock-bucket/?policy', headers, body });
  expect(await isPublic()).toBe('true');
  const { text } = await call(oss, { path: '/?regions' });
  expect(text).toContain('<Region>oss-cn-shenzhen</Region>');
});

it('deletes lifecycle rules, and retention that is not locked', async () => {
  const oss = await openOss();
  expect((await call(oss, { method: 'DELETE', path: '/mock-bucket/?lifecycle' })).status).toBe(204);
  const body =
    '<InitiateWormConfiguration><RetentionPeriodInDays>1</RetentionPeriodInDays></InitiateWormConfiguration>';
  const path = '/mock-bucket/?worm';
  await call(oss, { method: 'POST', path, body, headers: { 'content-length': String(body.length) } });
  expect((await call(oss, { path })).status).toBe(200);
  expect((await call(oss, { method: 'DELETE', path })).status).toBe(204);
  expect(elementOf((await call(oss, { path })).text, 'Code')).toBe('NoSuchWORMConfiguration');
});

it('keeps the domains of a bucket, and the tokens that prove whose they are', async () => {
  const oss = await openOss();
  const path = '/mock-bucket/?cname';
  const body =
    '<BucketCnameConfiguration><Cname><Domain>cdn.example.com</Domain></Cname></BucketCnameConfiguration>';
  const change = (comp: string) => call(oss, { method: 'POST', path: `${path}&comp=${comp}`, body });
  const { text } = await change('token');
  const token = elementOf(text, 'Token');
  const known = await call(oss, { path: `${path}=cdn.example.com&comp=token` });
  expect(elementOf(known.text, 'Token')).toBe(token);
  expect((await change('add')).status).toBe(200);
  expect(elementOf((await call(oss, { path })).text, 'Domain')).toBe('cdn.example.com');
  expect((await change('delete')).status).toBe(200);
  expect((await call(oss, { path })).text).not.toContain('<Domain>');
  expect((await change('other')).status).toBe(501);
});

it('keeps what the account says of public access, apart from the buckets', async () => {
  const oss = await openOss();
  const isBlocked = async (path: string) =>
    elementOf((await call(oss, { path: `${path}?publicAccessBlock` })).text, 'BlockPublicAccess');
  const body =
    '<PublicAccessBlockConfiguration><BlockPublicAccess>true</BlockPublicAccess></PublicAccessBlockConfiguration>';
  expect((await call(oss, { method: 'PUT', path: '/?publicAccessBlock', body })).status).toBe(200);
  expect([await isBlocked('/'), await isBlocked('/mock-bucket/')]).toEqual(['true', 'false']);
  expect((await call(oss, { method: 'DELETE', path: '/?publicAccessBlock' })).status).toBe(204);
  expect(await isBlocked('/')).toBe('false');
});

it.each([
  ['-1', undefined],
  ['-2', 'InvalidArgument'],
  ['much', 'MalformedXML'],
])('answers a storage capacity of %s', async (capacity, code) => {
  const oss = await openOss();
  const body = `<BucketUserQos><StorageCapacity>${capacity}</StorageCapacity></BucketUserQos>`;
  const { text } = await call(oss, { method: 'PUT', path: '/mock-bucket/?qos', body });
  expect(elementOf(text, 'Code')).toBe(code);
});

it('makes no bucket where a resource pool is asked for', async () => {
  const oss = await openOss();
  const answered = await oss.ask({ method: 'PUT', path: '/other-bucket/?resourcePool' });
  expect([answered.status, elementOf(answered.text, 'Code')]).toEqual([501, 'NotImplemented']);
  expect(answered.text).toContain('resourcePool');
});

it('gives back all limits of the bandwidth, also those that are not set', async () => {
  const oss = await openOss();
  const path = '/mock-bucket/?qosInfo';
  expect((await call(oss, { path })).status).toBe(404);
  const body = '<QoSConfiguration><TotalUploadBandwidth>10</TotalUploadBandwidth></QoSConfiguration>';
  await call(oss, { method: 'PUT', path, body });
  const { text } = await call(oss, { path });
  const limits = ['TotalUploadBandwidth', 'ExtranetDownloadBandwidth', 'IntranetQps'];
  expect(limits.map((name) => elementOf(text, name))).toEqual(['10', '-1', '-1']);
  const ofAccount = await call(oss, { path: '/?qosInfo' });
  expect(['Region', 'TotalQps'].map((name) => elementOf(ofAccount.text, name))).toEqual([
    'cn-hangzhou',
    '-1',
  ]);
});
