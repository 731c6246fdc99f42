import { expect, it } from 'vitest';
import { call, elementOf, openOss } from '../helpers/oss.ts';

const documentOf = (tags: readonly (readonly [string, string])[]): string => {
  const listed = tags.map(([key, value]) => `<Tag><Key>${key}</Key><Value>${value}</Value></Tag>`);
  return `<Tagging><TagSet>${listed.join('')}</TagSet></Tagging>`;
};

const answerTo = async (path: string, body: string, headers: Record<string, string> = {}) => {
  const oss = await openOss();
  await call(oss, { method: 'PUT', body: 'x' });
  const { status, text } = await call(oss, { method: 'PUT', path, body, headers });
  return status === 200 ? status : [status, elementOf(text, 'Code'), elementOf(text, 'EC')];
};

const numbered = (count: number) => Array.from({ length: count }, (_, i) => [`k${i}`, 'v'] as const);
const refusal = (ec: string) => [400, 'InvalidArgument', ec];

it.each([
  ['one = too many', 'aa=bb=cc', '0010-00000219'],
  ['a key twice', 'a=1&a=2', '0010-00000210'],
  ['a key with a sign that is not allowed', 'a%40=1', '0010-00000212'],
  ['no key', '=1', '0010-00000212'],
  ['a value with a sign that is not allowed', 'a=%25', '0010-00000217'],
])('refuses a header with %s', async (_, tags, ec) => {
  expect(await answerTo('/mock-bucket/a.txt', 'x', { 'x-oss-tagging': tags })).toEqual(refusal(ec));
});

it.each(['a', 'a=', 'aaa=bbb&123=xyz', 'a%2Fb=%2B%20%3D', '%E9%94%AE=%E5%80%BC'])(
  'keeps the tags of the header %s',
  async (tags) => {
    expect(await answerTo('/mock-bucket/a.txt', 'x', { 'x-oss-tagging': tags })).toBe(200);
  },
);

it.each([
  ['11 tags', numbered(11), '0010-00000218'],
  ['a key of 129 characters', [['k'.repeat(129), 'v']], '0010-00000209'],
  ['a value of 257 characters', [['k', 'v'.repeat(257)]], '0010-00000217'],
  [
    'a key twice',
    [
      ['a', '1'],
      ['a', '1'],
    ],
    '0010-00000210',
  ],
] as const)('refuses an object with %s', async (_, tags, ec) => {
  expect(await answerTo('/mock-bucket/a.txt?tagging', documentOf(tags))).toEqual(refusal(ec));
});

it('keeps as many and as long tags as are allowed', async () => {
  const object = [...numbered(9), ['k'.repeat(128), 'v'.repeat(256)] as const];
  expect(await answerTo('/mock-bucket/a.txt?tagging', documentOf(object))).toBe(200);
  const bucket = [...numbered(19), ['k'.repeat(64), 'v'.repeat(128)] as const];
  expect(await answerTo('/mock-bucket/?tagging', documentOf(bucket))).toBe(200);
  expect(await answerTo('/mock-bucket/?tagging', documentOf([['a@b', '']]))).toBe(200);
});

it.each([
  ['21 tags', numbered(21), '0010-00000218'],
  ['a key of 65 bytes', [['k'.repeat(65), 'v']], '0010-00000219'],
  ['a value of 129 bytes', [['k', 'v'.repeat(129)]], '0010-00000219'],
  ['no key', [['', 'v']], '0010-00000219'],
  ['the prefix Aliyun', [['Aliyun-abc', 'v']], '0010-00000207'],
  ['the prefix acs', [['acs:abc', 'v']], '0010-00000002'],
] as const)('refuses a bucket with %s', async (_, tags, ec) => {
  expect(await answerTo('/mock-bucket/?tagging', documentOf(tags))).toEqual(refusal(ec));
});

it.each([
  ['without a set', '<Tagging/>'],
  ['with a tag without a value', '<Tagging><TagSet><Tag><Key>a</Key></Tag></TagSet></Tagging>'],
])('refuses a document %s', async (_, body) => {
  for (const path of ['/mock-bucket/?tagging', '/mock-bucket/a.txt?tagging'])
    expect((await answerTo(path, body)) as unknown[]).toContain('MalformedXML');
});
