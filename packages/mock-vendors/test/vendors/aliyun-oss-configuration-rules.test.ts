import { expect, it } from 'vitest';
import { setConfiguration } from '../../src/vendors/aliyun-oss/buckets.ts';
import { mockAliyunOss } from '../../src/vendors/aliyun-oss/index.ts';
import { call, elementOf, type Oss, openOss } from '../helpers/oss.ts';

const answerOf = async (oss: Oss, method: string, path: string, body = '', headers = {}) => {
  const { status, text } = await call(oss, { method, path, body, headers });
  return { status, text, code: elementOf(text, 'Code') };
};

it('deletes single tags of a bucket by their keys, and all without any', async () => {
  const oss = await openOss();
  const path = '/mock-bucket/?tagging';
  const tag = (key: string) => `<Tag><Key>${key}</Key><Value>v</Value></Tag>`;
  await answerOf(
    oss,
    'PUT',
    path,
    `<Tagging><TagSet>${['a', 'b', 'c'].map(tag).join('')}</TagSet></Tagging>`,
  );
  const keys = async () => (await answerOf(oss, 'GET', path)).text.match(/(?<=<Key>)\w+/g);
  expect((await answerOf(oss, 'DELETE', `${path}=a,c,other`)).status).toBe(204);
  expect(await keys()).toEqual(['b']);
  expect((await answerOf(oss, 'DELETE', `${path}=other`)).status).toBe(204);
  expect(await keys()).toEqual(['b']);
  expect((await answerOf(oss, 'DELETE', path)).status).toBe(204);
  expect(await keys()).toBeNull();
});

it('refuses an inventory that exists, and the thousand and first', async () => {
  const oss = await openOss();
  const put = (id: string) =>
    answerOf(
      oss,
      'PUT',
      `/mock-bucket/?inventory&inventoryId=${id}`,
      `<InventoryConfiguration><Id>${id}</Id></InventoryConfiguration>`,
    );
  expect(await put('0')).toMatchObject({ status: 200 });
  expect(await put('0')).toMatchObject({ status: 409, code: 'InventoryAlreadyExist' });
  const state = oss.world.stateOf(mockAliyunOss);
  for (let id = 1; id < 1000; id++)
    setConfiguration(state, { bucket: 'mock-bucket', name: `inventory ${id}` }, '<InventoryConfiguration/>');
  expect(await put('1000')).toMatchObject({ status: 400, code: 'InventoryExceedLimit' });
});

it.each(['no-such-bucket', 'picwishsz'])(
  'writes no logs to %s, which is not in the region',
  async (target) => {
    const oss = await openOss();
    const body = `<BucketLoggingStatus><LoggingEnabled><TargetBucket>${target}</TargetBucket></LoggingEnabled></BucketLoggingStatus>`;
    expect(await answerOf(oss, 'PUT', '/mock-bucket/?logging', body)).toMatchObject({
      status: 400,
      code: 'InvalidTargetBucketForLogging',
    });
  },
);

const rule = (prefix: string, actions: string) =>
  `<Rule><Prefix>${prefix}</Prefix><Status>Enabled</Status>${actions}</Rule>`;
const expiration = (days: number) => `<Expiration><Days>${days}</Days></Expiration>`;
const transition = (days: number) =>
  `<Transition><Days>${days}</Days><StorageClass>IA</StorageClass></Transition>`;

it.each([
  [
    'rules that do the same to the same keys',
    rule('a/', expiration(1)) + rule('a/b/', expiration(2)),
    'Overlap for same action type Expiration',
  ],
  [
    'an expiration before the transition',
    rule('a/', transition(30) + expiration(30)),
    'Days in the Expiration action must be greater than those in the Transition action',
  ],
])('refuses %s', async (_, rules, message) => {
  const oss = await openOss();
  const body = `<LifecycleConfiguration>${rules}</LifecycleConfiguration>`;
  const { status, text, code } = await answerOf(oss, 'PUT', '/mock-bucket/?lifecycle', body);
  expect([status, code, elementOf(text, 'Message')]).toEqual([400, 'InvalidArgument', message]);
});

it.each([
  ['the client allows that', { 'x-oss-allow-same-action-overlap': 'true' }, expiration(2)],
  ['they do different things', {}, transition(2)],
])('takes rules for the same keys if %s', async (_, headers, second) => {
  const oss = await openOss();
  const rules = rule('a/', expiration(1)) + rule('a/b/', second);
  const body = `<LifecycleConfiguration>${rules}</LifecycleConfiguration>`;
  expect(await answerOf(oss, 'PUT', '/mock-bucket/?lifecycle', body, headers)).toMatchObject({ status: 200 });
});

it('gives out a domain token again until it expires', async () => {
  const oss = await openOss();
  const path = '/mock-bucket/?cname';
  const body =
    '<BucketCnameConfiguration><Cname><Domain>a.example.com</Domain></Cname></BucketCnameConfiguration>';
  const create = async () =>
    elementOf((await answerOf(oss, 'POST', `${path}&comp=token`, body)).text, 'Token');
  const known = () => answerOf(oss, 'GET', `${path}=a.example.com&comp=token`);
  expect(await known()).toMatchObject({ status: 404, code: 'CnameTokenNotFound' });
  const token = await create();
  oss.clock.advance(71 * 3_600_000);
  expect(await create()).toBe(token);
  oss.clock.advance(3_600_000);
  expect(await known()).toMatchObject({ status: 404, code: 'CnameTokenNotFound' });
  expect(await create()).not.toBe(token);
});

it('says to the second when the token of a domain expires', async () => {
  const oss = await openOss({}, Date.UTC(2026, 0, 1, 0, 0, 0, 999));
  const body =
    '<BucketCnameConfiguration><Cname><Domain>a.example.com</Domain></Cname></BucketCnameConfiguration>';
  const { text } = await answerOf(oss, 'POST', '/mock-bucket/?cname&comp=token', body);
  expect(elementOf(text, 'ExpireTime')).toBe('Sun, 04 Jan 2026 00:00:00 GMT');
});

it('tells of one region, and refuses one that does not exist', async () => {
  const oss = await openOss();
  const { text } = await answerOf(oss, 'GET', '/?regions=oss-ap-southeast-1');
  expect(text.match(/(?<=<Region>)[\w-]+/g)).toEqual(['oss-ap-southeast-1']);
  expect(await answerOf(oss, 'GET', '/?regions=oss-nowhere')).toMatchObject({
    status: 404,
    code: 'NoSuchRegion',
  });
});

it('lists the buckets of one resource group, and names it in what it says of a bucket', async () => {
  const oss = await openOss();
  await answerOf(oss, 'PUT', '/new-bucket/', '', { 'x-oss-resource-group-id': 'rg-1' });
  const { text } = await answerOf(oss, 'GET', '/', '', { 'x-oss-resource-group-id': 'rg-1' });
  expect(text.match(/(?<=<Name>)[\w-]+/g)).toEqual(['new-bucket']);
  const info = await answerOf(oss, 'GET', '/new-bucket/?bucketInfo');
  expect(elementOf(info.text, 'ResourceGroupId')).toBe('rg-1');
});

it('counts the live channels of a bucket', async () => {
  const oss = await openOss();
  const body = '<LiveChannelConfiguration><Target><Type>HLS</Type></Target></LiveChannelConfiguration>';
  await answerOf(oss, 'PUT', '/mock-bucket/channel?live', body);
  const { text } = await answerOf(oss, 'GET', '/mock-bucket/?stat');
  expect(elementOf(text, 'LiveChannelCount')).toBe('1');
});

it.each([
  ['GET', '/?cloudboxes', 'cloudboxes'],
  ['GET', '/?batchJob', 'batchJob'],
  ['PUT', '/new-bucket/?dataPipeline', 'dataPipeline'],
])('refuses %s %s by name', async (method, path, name) => {
  const oss = await openOss();
  await answerOf(oss, 'PUT', '/new-bucket/');
  const { status, text } = await answerOf(oss, method, path);
  expect([status, text]).toEqual([501, expect.stringContaining(name)]);
});

it('refuses a signature for another product by name', async () => {
  const oss = await openOss();
  const authorization =
    'OSS4-HMAC-SHA256 Credential=mock-oss-key/20260101/cn-hangzhou/oss-vectors/aliyun_v4_request, Signature=a';
  const { status, text } = await oss.ask({ path: '/mock-bucket/', headers: { authorization } });
  expect([status, text]).toEqual([501, expect.stringContaining('oss-vectors')]);
});

it('gives back flags as the service writes them, and texts as they are', async () => {
  const oss = await openOss();
  const flags = '<PassQueryString>True</PassQueryString><MirrorCheckMd5> FALSE </MirrorCheckMd5>';
  const set = '<Set><Key>a</Key><Value>True</Value></Set>';
  const redirect = `<Redirect>${flags}<MirrorHeaders>${set}</MirrorHeaders></Redirect>`;
  const body = `<WebsiteConfiguration><RoutingRules><RoutingRule>${redirect}</RoutingRule></RoutingRules></WebsiteConfiguration>`;
  await answerOf(oss, 'PUT', '/mock-bucket/?website', body);
  const { text } = await answerOf(oss, 'GET', '/mock-bucket/?website');
  expect(['PassQueryString', 'MirrorCheckMd5', 'Value'].map((name) => elementOf(text, name))).toEqual([
    'true',
    'false',
    'True',
  ]);
});

it('tells all of a replication rule, of a fetch task and of a query, also what was not sent', async () => {
  const oss = await openOss();
  const rule =
    '<Rule><Destination><Bucket>picwishsz</Bucket><Location>oss-cn-shenzhen</Location></Destination></Rule>';
  const body = `<ReplicationConfiguration>${rule}</ReplicationConfiguration>`;
  await answerOf(oss, 'POST', '/mock-bucket/?comp=add&replication', body);
  const replication = await answerOf(oss, 'GET', '/mock-bucket/?replication');
  expect(['Action', 'HistoricalObjectReplication'].map((name) => elementOf(replication.text, name))).toEqual([
    'ALL',
    'enabled',
  ]);
  const task =
    '<AsyncFetchTaskConfiguration><Url>http://127.0.0.1:1/a</Url><Object>a</Object></AsyncFetchTaskConfiguration>';
  const started = await answerOf(oss, 'POST', '/mock-bucket/?asyncFetch', task);
  const id = { 'x-oss-task-id': elementOf(started.text, 'TaskId') ?? '' };
  const { text } = await answerOf(oss, 'GET', '/mock-bucket/?asyncFetch', '', id);
  const fields = ['Host', 'ContentMD5', 'Callback', 'IgnoreSameKey'];
  expect(fields.map((name) => elementOf(text, name))).toEqual(['', '', '', 'true']);
  await answerOf(oss, 'POST', '/mock-bucket/?comp=add&metaQuery');
  const sum =
    '<Aggregations><Aggregation><Field>Size</Field><Operation>sum</Operation></Aggregation></Aggregations>';
  const query = `<MetaQuery><Query/>${sum}</MetaQuery>`;
  const found = await answerOf(oss, 'POST', '/mock-bucket/?comp=query&metaQuery', query);
  expect(elementOf(found.text, 'NextToken')).toBe('');
});
