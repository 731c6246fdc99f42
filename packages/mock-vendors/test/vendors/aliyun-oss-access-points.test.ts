import { expect, it } from 'vitest';
import { call, elementOf, openOss, signedV1 } from '../helpers/oss.ts';
import { plainOss } from '../helpers/plain-oss.ts';

const configuration = (name: string, origin = 'internet') =>
  `<CreateAccessPointConfiguration><AccessPointName>${name}</AccessPointName><NetworkOrigin>${origin}</NetworkOrigin></CreateAccessPointConfiguration>`;

async function open() {
  const oss = await openOss();
  const point = { path: '/mock-bucket/?accessPoint' };
  const ofPolicy = { path: '/mock-bucket/?accessPointPolicy' };
  const headers = (name: string) => ({ 'x-oss-access-point-name': name });
  return {
    oss,
    create: (body: string) => call(oss, { method: 'PUT', ...point, body }),
    ask: (method: string, name: string) => call(oss, { method, ...point, headers: headers(name) }),
    policy: (method: string, name: string, body = '') =>
      call(oss, { method, ...ofPolicy, headers: headers(name), body }),
  };
}

it('keeps access points with their names, aliases and policies', async () => {
  const { oss, create, ask, policy } = await open();
  const alias = elementOf((await create(configuration('ap-1'))).text, 'Alias');
  expect(alias).toMatch(/^ap-1-[0-9a-f]+-ossalias$/);
  const { text } = await ask('GET', 'ap-1');
  expect([elementOf(text, 'Alias'), elementOf(text, 'Bucket')]).toEqual([alias, 'mock-bucket']);
  const document = JSON.stringify({ Version: '1', Statement: [] });
  expect(elementOf((await policy('GET', 'ap-1')).text, 'Code')).toBe('NoSuchAccessPointPolicy');
  expect((await policy('PUT', 'ap-1', document)).status).toBe(200);
  expect(await policy('GET', 'ap-1')).toMatchObject({
    text: document,
    headers: { 'content-type': 'application/json' },
  });
  expect((await policy('DELETE', 'ap-1')).status).toBe(204);
  expect((await ask('DELETE', 'ap-1')).status).toBe(204);
  expect(elementOf((await ask('GET', 'ap-1')).text, 'Code')).toBe('NoSuchAccessPoint');
  expect((await call(oss, { path: '/?accessPoint' })).text).toContain('<AccessPoints></AccessPoints>');
});

it('lists access points in pages', async () => {
  const { oss, create } = await open();
  for (const name of ['ap-2', 'ap-1']) await create(configuration(name));
  const onePage = { path: '/?accessPoint&max-keys=1', resource: '/?accessPoint' };
  const first = (await call(oss, onePage)).text;
  expect([elementOf(first, 'AccessPointName'), elementOf(first, 'IsTruncated')]).toEqual(['ap-1', 'true']);
  const token = elementOf(first, 'NextContinuationToken');
  const last = {
    path: `${onePage.path}&continuation-token=${token}`,
    resource: `/?accessPoint&continuation-token=${token}`,
  };
  const second = (await call(oss, last)).text;
  expect([elementOf(second, 'AccessPointName'), elementOf(second, 'IsTruncated')]).toEqual(['ap-2', 'false']);
  const all = (await call(oss, { path: '/mock-bucket/?accessPoint' })).text;
  expect(all.match(/<AccessPoint>/g)).toHaveLength(2);
});

it.each([
  ['a name that is too short', configuration('a'), 'InvalidArgument'],
  ['a VPC without its id', configuration('ap-1', 'vpc'), 'MalformedXML'],
])('refuses an access point with %s', async (_, body, code) => {
  const { create } = await open();
  expect(elementOf((await create(body)).text, 'Code')).toBe(code);
});

it('refuses an access point that exists, and one of no bucket', async () => {
  const { oss, create } = await open();
  await create(configuration('ap-1'));
  const again = await create(configuration('ap-1'));
  expect([again.status, elementOf(again.text, 'Code')]).toEqual([409, 'AccessPointAlreadyExists']);
  const elsewhere = { path: '/other-bucket/?accessPoint' };
  const answered = await call(oss, { method: 'PUT', ...elsewhere, body: configuration('ap-2') });
  expect(elementOf(answered.text, 'Code')).toBe('NoSuchBucket');
});

it('takes signatures with and without the parameters of access points', async () => {
  const oss = await openOss();
  for (const resource of ['/', '/?accessPoint'])
    expect((await call(oss, { path: '/?accessPoint', resource })).status).toBe(200);
});

it.each(['accessPoint&', ''])(
  'takes the parameter as signed or not, as the SDKs differ: %s',
  async (signed) => {
    const { clock, send } = plainOss();
    const resource = `/mock-bucket/?${signed}policy`;
    const headers = signedV1({ method: 'GET', resource, now: clock.now() });
    const ask = async (changes: object) => {
      const asked = { path: '/mock-bucket/?policy&accessPoint', headers: { ...headers, ...changes } };
      return String((await send(asked)).body);
    };
    expect(elementOf(await ask({}), 'Code')).not.toBe('SignatureDoesNotMatch');
    const refused = await ask({ authorization: 'OSS mock-oss-key:x' });
    expect(elementOf(refused, 'StringToSign')?.split('\n').at(-1)).toBe(
      '/mock-bucket/?accessPoint&amp;policy',
    );
  },
);
