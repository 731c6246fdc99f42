import { connect } from '@api-repack/core';
import { operations, picwishWeb } from '@api-repack/core/picwish-web';
import { expect, it } from 'vitest';
import { json, scriptedHost } from '../helpers/scripted-host.ts';

const token = (digit: number) => `v2,10001,482,${String(digit).repeat(32)}`;
const ok = (data: unknown) => json({ status: 200, message: 'success', data });
const grant = ok({
  credential: { access_key_id: 'STS.N1', access_key_secret: 'invented', security_token: 'CAIS1' },
  bucket: 'picwishsz',
  region: 'oss-cn-shenzhen',
  endpoint: 'oss-cn-shenzhen.aliyuncs.com',
  objects: { 'img.png': 'users/1/a.png' },
  callback: {
    url: 'https://aw.aoscdn.com/cb',
    body: 'to=picwish',
    type: 'application/x-www-form-urlencoded',
  },
});
const stored = (resource_id: string) => [
  grant,
  { status: 200, headers: { etag: '"A"' }, ...ok({ resource_id }) },
];
const tooMany = { ...json({ status: 429, message: 'too many requests' }), status: 429 };
const started = ok({ task_id: '3a5e7c1f-08a4-4f63-9f0e-1b6d5a7c9e20' });
const image_file = () => new File(['png'], 'img.png', { type: 'image/png' });

function accounts(...script: Parameters<typeof scriptedHost>) {
  const { host, requests } = scriptedHost(...script);
  const start = (image: File, digit: number) =>
    operations.scale.start(connect(picwishWeb, { host, credentials: { token: token(digit) } }), {
      image_file: image,
    } as never);
  return { start, puts: () => requests.filter(({ method }) => method === 'PUT').length };
}

it('stores no image again for a call that was refused because there were too many', async () => {
  const { start, puts } = accounts(...stored('r1'), tooMany, started);
  const image = image_file();
  await expect(start(image, 1)).rejects.toMatchObject({ kind: 'rate-limit', charged: 'no' });
  await start(image, 1);
  expect(puts()).toBe(1);
});

it('stores an image again for another account, and after any other end', async () => {
  const { start, puts } = accounts(
    ...[...stored('r1'), tooMany, ...stored('r2'), started],
    ...[...stored('r3'), started],
  );
  const image = image_file();
  await expect(start(image, 1)).rejects.toMatchObject({ kind: 'rate-limit' });
  await start(image, 2);
  await start(image, 2);
  expect(puts()).toBe(3);
});
