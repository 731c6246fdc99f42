import { aliyunOss, bucketUrl, connectOss, putObject } from '@api-repack/core/aliyun-oss';
import { expect, it } from 'vitest';
import { openPort } from '../helpers/adapters.ts';
import { jpeg } from '../helpers/pictures.ts';

const keys = { accessKeyId: 'mock-oss-key', accessKeySecret: 'mock-oss-secret' };

async function openBucket(bucket: string) {
  const { host, origins } = await openPort();
  const oss = connectOss({ ...keys, bucket, endpoint: origins['aliyun-oss'] ?? '' }, { host });
  const statusOf = async (key: string) => (await fetch(`${origins['aliyun-oss']}/${bucket}/${key}`)).status;
  return { oss, statusOf };
}

it('shows a public object of a private bucket to anybody, until it is replaced or deleted', async () => {
  const { oss, statusOf } = await openBucket('mock-bucket');
  await putObject(oss, { key: 'a.jpg', body: jpeg, isPublic: true });
  await putObject(oss, { key: 'b.jpg', body: jpeg });
  expect([await statusOf('a.jpg'), await statusOf('b.jpg')]).toEqual([200, 403]);
  await putObject(oss, { key: 'a.jpg', body: jpeg });
  expect(await statusOf('a.jpg')).toBe(403);
});

it('hides a private object of a public bucket', async () => {
  const { oss, statusOf } = await openBucket('make-cv');
  const body = new Blob([await jpeg.arrayBuffer()]);
  await oss.putObject({ key: 'a.jpg', body, 'x-oss-object-acl': 'private' });
  await oss.putObject({ key: 'b.jpg', body, 'x-oss-object-acl': 'default' });
  expect([await statusOf('a.jpg'), await statusOf('b.jpg')]).toEqual([403, 200]);
});

it('refuses an ACL that there is not', async () => {
  const { host, origins } = await openPort();
  const grant = { ...keys, bucket: 'mock-bucket', endpoint: origins['aliyun-oss'] ?? '' };
  const url = `${bucketUrl(grant)}/a.jpg`;
  const request = { method: 'PUT', url, auth: true, answer: 'text', timeoutMs: 1_000 } as const;
  const unsigned = { ...request, headers: { 'x-oss-object-acl': 'toString' }, body: { bytes: jpeg } };
  const { status, body } = await host.send(aliyunOss.authenticate(unsigned, grant, host.now()));
  expect({ status, body }).toMatchObject({ status: 400, body: expect.stringContaining('InvalidArgument') });
});
