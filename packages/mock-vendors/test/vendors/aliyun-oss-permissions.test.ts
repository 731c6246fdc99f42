import { expect, it } from 'vitest';
import { grantKeys } from '../../src/vendors/aliyun-oss/keys.ts';
import { parsePolicy } from '../../src/vendors/aliyun-oss/policy/policy.ts';
import { elementOf, md5 } from '../helpers/oss.ts';
import { type PlainAsk, plainOss } from '../helpers/plain-oss.ts';

type Plain = ReturnType<typeof plainOss>;

const object = '/photos/a.jpg';
const policyOf = (...statements: readonly object[]) =>
  JSON.stringify({ Version: '1', Statement: statements });
const everything = { Effect: 'Allow', Action: 'oss:*', Resource: '*' };

async function bucketWith({ acl = 'private', policy = '' } = {}) {
  const oss = plainOss({ buckets: { photos: { region: 'cn-hangzhou', acl } } });
  await oss.ask({ method: 'PUT', path: object, body: 'x' });
  if (policy === '') return oss;
  const { status } = await oss.ask({ method: 'PUT', path: '/photos/?policy', body: policy });
  expect(status).toBe(200);
  return oss;
}

/** With keys from STS, which a policy may limit. */
const asRole = (oss: Plain, text?: string) => {
  const policy = text === undefined ? undefined : parsePolicy(text);
  const expiresAt = oss.clock.now() + 60_000;
  const arn = 'acs:ram::1000:role/uploader/test';
  const { permission, ...keys } = grantKeys(oss.world, { ...(policy && { policy }), arn, expiresAt });
  const headers = { 'x-oss-security-token': permission.securityToken };
  return (asked: PlainAsk) => oss.ask({ ...asked, keys, headers: { ...asked.headers, ...headers } });
};

const answerOf = ({ status, body }: Awaited<ReturnType<Plain['send']>>) => [
  status,
  ...['Code', 'EC'].map((name) => elementOf(String(body), name)),
];

const calls: Readonly<Record<string, PlainAsk>> = {
  read: { path: object },
  head: { method: 'HEAD', path: object },
  put: { method: 'PUT', path: object, body: 'y' },
  delete: { method: 'DELETE', path: object },
  list: { path: '/photos/' },
  readAcl: { path: `${object}?acl` },
  changeAcl: { method: 'PUT', path: `${object}?acl`, headers: { 'x-oss-object-acl': 'private' } },
  readBucketAcl: { path: '/photos/?acl' },
  deleteBucket: { method: 'DELETE', path: '/photos/' },
};

it.each<[acl: string, allowed: readonly string[]]>([
  ['private', []],
  ['public-read', ['read', 'head']],
  ['public-read-write', ['read', 'head', 'put', 'delete', 'list']],
])('lets anybody do with a bucket of the ACL %s only: %j', async (acl, allowed) => {
  const found: string[] = [];
  for (const [name, asked] of Object.entries(calls)) {
    const { status } = await (await bucketWith({ acl })).send(asked);
    if (status !== 403) found.push(name);
  }
  expect(found).toEqual(allowed);
});

it('refuses everybody with the EC that is documented for it', async () => {
  expect(answerOf(await (await bucketWith()).send({ path: object }))).toEqual([
    ...[403, 'AccessDenied', '0003-00000001'],
  ]);
});

const denial = { Effect: 'Deny', Action: 'oss:*', Resource: '*' };
const many = '<Delete><Object><Key>a.jpg</Key></Object></Delete>';
const deleteMany: PlainAsk = {
  ...{ method: 'POST', path: '/photos/?delete', body: many },
  headers: { 'content-md5': md5(many) },
};
const noDeletion = { Effect: 'Deny', Action: 'oss:DeleteObject', Resource: '*' };
const forAll = (statement: object) => policyOf({ ...statement, Principal: '*' });
const deleteManyAction = { Effect: 'Allow', Action: 'oss:DeleteMultipleObjects', Resource: '*' };

const ok = [200, undefined, undefined];
const denied = (ec: string) => [403, 'AccessDenied', ec];

it.each<[name: string, how: { bucket?: string; session?: string; asked?: PlainAsk }, expected: unknown[]]>([
  ['nothing', {}, ok],
  ['its own policy', { session: policyOf(everything) }, ok],
  ['the policy of the bucket', { bucket: forAll(everything), session: policyOf() }, ok],
  ['no policy that allows it', { session: policyOf() }, denied('0003-00000301')],
  ['a denial of its own', { session: policyOf(everything, denial) }, denied('0003-00000301')],
  [
    'a denial of what the bucket allows',
    { bucket: forAll(everything), session: policyOf(denial) },
    denied('0003-00000301'),
  ],
  [
    'a denial of the bucket',
    { bucket: forAll(denial), session: policyOf(everything) },
    denied('0003-00000101'),
  ],
  ['its own policy for many', { session: policyOf(everything), asked: deleteMany }, ok],
  [
    'a denial of one of many',
    { session: policyOf(everything, noDeletion), asked: deleteMany },
    denied('0003-00000204'),
  ],
  [
    'a denial of the bucket for one of many',
    { bucket: forAll(noDeletion), session: policyOf(everything), asked: deleteMany },
    denied('0003-00000204'),
  ],
  [
    'no policy that allows one of many',
    { session: policyOf(deleteManyAction), asked: deleteMany },
    denied('0016-00000616'),
  ],
])('answers a role that is limited by %s', async (_, { bucket = '', session, asked = {} }, expected) => {
  const oss = await bucketWith({ policy: bucket });
  expect(answerOf(await asRole(oss, session)({ path: object, ...asked }))).toEqual(expected);
});

it.each<[string, { bucket?: string; session?: string }, string | undefined]>([
  [
    'the policy of the bucket',
    { bucket: forAll(denial), session: policyOf() },
    'Access denied by bucket policy.',
  ],
  ['its own', { session: policyOf() }, 'Access denied by authorizer&apos;s policy.'],
])('says that a role was refused by %s', async (_, { bucket = '', session }, message) => {
  const { body } = await asRole(await bucketWith({ policy: bucket }), session)({ path: object });
  expect(elementOf(String(body), 'Message')).toBe(message);
});

it('lets anybody delete many from a bucket that anybody may write to', async () => {
  const oss = await bucketWith({ acl: 'public-read-write', policy: forAll(deleteManyAction) });
  expect(answerOf(await oss.send(deleteMany))).toEqual(ok);
});

it('lets anybody copy what anybody may read to where anybody may write', async () => {
  const region = 'cn-hangzhou';
  const oss = plainOss({
    buckets: { photos: { region, acl: 'public-read' }, open: { region, acl: 'public-read-write' } },
  });
  await oss.ask({ method: 'PUT', path: object, body: 'x' });
  await oss.ask({
    method: 'PUT',
    path: '/photos/b.jpg',
    body: 'x',
    headers: { 'x-oss-object-acl': 'private' },
  });
  const copy = (source: string) =>
    oss.send({ method: 'PUT', path: '/open/copy', headers: { 'x-oss-copy-source': source } });
  expect(answerOf(await copy(object))).toEqual(ok);
  expect(answerOf(await copy('/photos/b.jpg'))).toEqual(denied('0003-00000001'));
});

it('refuses anybody who may not delete one of many', async () => {
  const policy = forAll(deleteManyAction);
  const oss = await bucketWith({ policy });
  expect(answerOf(await oss.send(deleteMany))).toEqual([403, 'AccessDenied', '0016-00000616']);
});

const sent = { 'user-agent': 'ali-oss/6', referer: 'http://a.test/' };
const noon = Date.UTC(2026, 0, 1, 12);

it.each<[operator: string, key: string, value: string, allows: boolean]>([
  ['IpAddress', 'acs:SourceIp', '127.0.0.1', true],
  ['IpAddress', 'acs:SourceIp', '10.0.0.0/8', false],
  ['Bool', 'acs:SecureTransport', 'false', true],
  ['Bool', 'acs:SecureTransport', 'true', false],
  ['DateLessThan', 'acs:CurrentTime', '2026-01-01T12:00:01Z', true],
  ['DateLessThan', 'acs:CurrentTime', '2026-01-01T12:00:00Z', false],
  ['StringLike', 'acs:UserAgent', 'ali-oss/*', true],
  ['StringLike', 'acs:UserAgent', 'curl/*', false],
  ['StringEquals', 'acs:Referer', 'http://a.test/', true],
  ['StringEquals', 'acs:Referer', 'http://b.test/', false],
  ['StringEquals', 'oss:Prefix', 'a/', true],
  ['StringEquals', 'oss:Prefix', 'b/', false],
  ['StringEquals', 'oss:Delimiter', '/', true],
  ['StringEquals', 'oss:Delimiter', '', false],
])('lists for everybody if %s %s %s allows it: %s', async (operator, key, value, allows) => {
  const Condition = { [operator]: { [key]: [value] } };
  const policy = policyOf({ ...everything, Action: 'oss:ListObjects', Principal: ['*'], Condition });
  const oss = await bucketWith({ policy });
  oss.clock.set(noon);
  const { status } = await oss.send({ path: '/photos/?prefix=a/&delimiter=/', headers: sent });
  expect(status).toBe(allows ? 200 : 403);
});

it('lists for everybody only if the request names no prefix, where the policy says so', async () => {
  const Condition = { StringEquals: { 'oss:Prefix': [''], 'oss:Delimiter': [''] } };
  const policy = policyOf({ ...everything, Action: 'oss:ListObjects', Principal: ['*'], Condition });
  const oss = await bucketWith({ policy });
  const statuses = ['', '?prefix=a', '?delimiter=/'].map(
    async (query) => (await oss.send({ path: `/photos/${query}` })).status,
  );
  expect(await Promise.all(statuses)).toEqual([200, 403, 403]);
});

it.each<[action: string, resource: string, asked: PlainAsk]>([
  ['oss:GetObject', 'photos/a.jpg', { path: object }],
  ['oss:GetObjectVersion', 'photos/a.jpg', { path: `${object}?versionId=null` }],
  ['oss:ListObjects', 'photos', { path: '/photos/' }],
  ['oss:ListBuckets', '*', { path: '/' }],
  ['oss:PutObject', 'photos/b.jpg', { method: 'PUT', path: '/photos/b.jpg', body: 'x' }],
])('knows the action %s on %s', async (action, path, asked) => {
  const statement = (changes: object) =>
    policyOf({ ...everything, Action: action, Resource: `acs:oss:*:*:${path}`, ...changes });
  const status = async (policy: string) => (await asRole(await bucketWith(), policy)(asked)).status;
  expect(await status(statement({}))).toBe(200);
  expect(await status(statement({ Action: `${action}s` }))).toBe(403);
  expect(await status(statement({ Resource: 'acs:oss:*:*:other' }))).toBe(403);
});

it('lets a role copy what it may read, and nothing else', async () => {
  const oss = await bucketWith();
  await oss.ask({ method: 'PUT', path: '/photos/b.jpg', body: 'x' });
  const puts = { ...everything, Action: 'oss:PutObject' };
  const reads = { ...everything, Action: 'oss:GetObject', Resource: 'acs:oss:*:*:photos/a.jpg' };
  const copy = async (source: string) => {
    const headers = { 'x-oss-copy-source': `/photos/${source}` };
    return (await asRole(oss, policyOf(puts, reads))({ method: 'PUT', path: '/photos/copy', headers }))
      .status;
  };
  expect([await copy('a.jpg'), await copy('b.jpg')]).toEqual([200, 403]);
});
