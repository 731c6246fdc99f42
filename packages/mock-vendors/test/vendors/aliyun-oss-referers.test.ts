import { expect, it } from 'vitest';
import { elementOf } from '../helpers/oss.ts';
import { plainOss } from '../helpers/plain-oss.ts';
import { presignV1 } from '../helpers/presign.ts';

const shop = 'http://shop.example.com';
const listing = (name: string, ...patterns: readonly string[]) =>
  `<${name}>${patterns.map((pattern) => `<Referer>${pattern}</Referer>`).join('')}</${name}>`;
const allowing = (...patterns: readonly string[]) => listing('RefererList', ...patterns);
const forbidding = (...patterns: readonly string[]) => listing('RefererBlacklist', ...patterns);
const noEmpty = '<AllowEmptyReferer>false</AllowEmptyReferer>';

/** A bucket that everybody may read, but for these rules. */
async function protectedBy(rules: string) {
  const oss = plainOss({ buckets: { photos: { region: 'cn-hangzhou', acl: 'public-read' } } });
  await oss.ask({ method: 'PUT', path: '/photos/a', body: 'x' });
  const needed = {
    AllowEmptyReferer: '<AllowEmptyReferer>true</AllowEmptyReferer>',
    RefererList: '<RefererList/>',
  };
  const more = Object.entries(needed).map(([name, text]) => (rules.includes(`<${name}`) ? '' : text));
  const body = `<RefererConfiguration>${rules}${more.join('')}</RefererConfiguration>`;
  expect((await oss.ask({ method: 'PUT', path: '/photos/?referer', body })).status).toBe(200);
  return oss;
}

it.each<[rules: string, referer: string | undefined, status: number]>([
  ['<AllowEmptyReferer>true</AllowEmptyReferer>', undefined, 200],
  [noEmpty, undefined, 403],
  [noEmpty, '', 403],
  [noEmpty, shop, 200],
  [`${noEmpty}<RefererList/>`, shop, 200],
  [allowing(shop), undefined, 200],
  [allowing(shop), shop, 200],
  [allowing(shop), 'http://SHOP.example.com', 200],
  [allowing(shop), `${shop}/page`, 403],
  [allowing('http://other.example.com'), shop, 403],
  [allowing('http://other.example.com', shop), shop, 200],
  [allowing('http://*.example.com'), shop, 200],
  [allowing('http://sho?.example.com'), shop, 200],
  [allowing(shop), `${shop}?page=1`, 200],
  [`<AllowTruncateQueryString>true</AllowTruncateQueryString>${allowing(shop)}`, `${shop}?page=1`, 200],
  [`<AllowTruncateQueryString>false</AllowTruncateQueryString>${allowing(shop)}`, `${shop}?page=1`, 403],
  [`<TruncatePath>true</TruncatePath>${allowing(shop)}`, `${shop}/page/2?a=1`, 200],
  [`<TruncatePath>false</TruncatePath>${allowing(shop)}`, `${shop}/page/2`, 403],
  [forbidding(shop), shop, 403],
  [forbidding(shop), 'http://other.example.com', 200],
  [allowing('*') + forbidding(shop), shop, 403],
  [allowing('*') + forbidding(shop), 'http://other.example.com', 200],
])('answers by the rules %s a call from %s with %i', async (rules, referer, status) => {
  const oss = await protectedBy(rules);
  const answer = await oss.send({ path: '/photos/a', headers: referer === undefined ? {} : { referer } });
  expect(answer.status).toBe(status);
});

it('asks callers with signed headers for no referer, but those with a signed URL', async () => {
  const oss = await protectedBy(noEmpty);
  expect((await oss.ask({ path: '/photos/a' })).status).toBe(200);
  const path = presignV1({ method: 'GET', path: '/photos/a', now: oss.clock.now() });
  expect((await oss.send({ path })).status).toBe(403);
  expect((await oss.send({ path, headers: { referer: shop } })).status).toBe(200);
});

it('protects objects, and not the bucket itself', async () => {
  const oss = await protectedBy(noEmpty);
  await oss.ask({ method: 'PUT', path: '/photos/?acl', headers: { 'x-oss-acl': 'public-read-write' } });
  expect((await oss.send({ path: '/photos/' })).status).toBe(200);
});

it('names the bucket in the refusal', async () => {
  const { status, body } = await (await protectedBy(noEmpty)).send({ path: '/photos/a' });
  const elements = ['Code', 'Message', 'EC', 'BucketName'].map((name) => elementOf(String(body), name));
  expect([status, ...elements]).toEqual([
    ...[403, 'AccessDenied', 'You are denied by bucket referer policy.', '0003-00000503', 'photos'],
  ]);
});
